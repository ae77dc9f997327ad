// As much of the two packages as the benchmark uses: they bring no types along.
declare module 'better-sqlite3' {
  export default class Database {
    constructor(file: string)
    pragma(text: string): unknown
  }
}

declare module 'better-sqlite3-session-store' {
  import type Database from 'better-sqlite3'

  interface Store {
    get<Data>(sid: string, done: (error: unknown, data?: Data | null) => void): void
    set(sid: string, data: object, done: (error: unknown) => void): void
  }

  export default function toStore(session: unknown): new (options: { client: Database }) => Store
}
