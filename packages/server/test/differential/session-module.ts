import './silence.ts'
import { createRequire } from 'node:module'
import type { Middleware } from '../../src/adapters/express.ts'

/** The part of a store that every module's base class brings. */
export interface BaseStore {
  emit(event: string): boolean
}

export type StoreConstructor = abstract new () => BaseStore

/** What express-session is, and what takes its place. */
export interface SessionModule {
  (options: object): Middleware
  readonly Store: StoreConstructor
  readonly MemoryStore: new () => BaseStore
}

export const expressSession: SessionModule = createRequire(import.meta.url)('express-session')
