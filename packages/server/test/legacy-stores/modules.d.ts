/** What the tests use of stores that bring no types. */

declare module 'express-session' {
  export class MemoryStore {
    get(sid: string, callback: (error?: unknown, session?: unknown) => void): void
    set(sid: string, session: object, callback: (error?: unknown) => void): void
    destroy(sid: string, callback: (error?: unknown) => void): void
  }
}

declare module 'pg' {
  class Pool {
    constructor(options: { connectionString: string; max?: number })
    query(sql: string): Promise<unknown>
    end(): Promise<void>
  }
  const pg: { Pool: typeof Pool }
  export default pg
}
