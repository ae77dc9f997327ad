import { createRequire } from 'node:module'
import type { Middleware } from '../../src/adapters/express.ts'

/** The part of a store that every module's base class brings. */
export interface BaseStore {
  emit(event: string): boolean
  [method: string]: unknown
}

export type StoreConstructor = new () => BaseStore

/** What express-session is, and what takes its place. */
export interface SessionModule {
  (options: object): Middleware
  readonly Store: StoreConstructor
  readonly MemoryStore: StoreConstructor
}

// Both speak of the same deprecations, to the console; here they would say it thousands of times.
process.env.NO_DEPRECATION = 'express-session'

export const expressSession: SessionModule = createRequire(import.meta.url)('express-session')
