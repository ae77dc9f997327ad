import { createRequire } from 'node:module'
import type { LegacyStore } from '../../src/store/legacy.ts'
import type { SessionModule } from './session-module.ts'

/** How most stores are made: a module is called with express-session, and answers a class. */
type Factory<Store = LegacyStore> = (session: SessionModule) => new (options: object) => Store

interface Closable {
  close(): unknown
}

interface LokiClient {
  close(done: () => void): void
}

const require = createRequire(import.meta.url)

export const memoryStoreFactory: Factory = require('memorystore')
export const fileStoreFactory: Factory = require('session-file-store')
export const betterSqliteStoreFactory: Factory = require('better-sqlite3-session-store')
export const lokiStoreFactory: Factory<
  LegacyStore & { client: LokiClient; once(event: 'connect', listener: () => void): void }
> = require('connect-loki')
export const postgresStoreFactory: Factory<LegacyStore & Closable> = require('connect-pg-simple')
export const mysqlStoreFactory: Factory<LegacyStore & Closable & { onReady(): Promise<void> }> =
  require('express-mysql-session')
export const memcachedStoreFactory: Factory<LegacyStore & { client: { end(): void } }> =
  require('connect-memcached')
export const memjsStoreFactory: Factory<LegacyStore & { client: Closable }> = require('connect-memjs')
