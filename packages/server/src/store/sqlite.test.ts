import { describe, test } from 'vitest'
import { storeCases } from '../testing/store-suite.ts'
import { sqliteStore } from './sqlite.ts'

describe('keeps the specification', () => {
  for (const { name, run } of storeCases((clock) => sqliteStore(':memory:', { clock, sweepEvery: false })))
    test(name, run)
})
