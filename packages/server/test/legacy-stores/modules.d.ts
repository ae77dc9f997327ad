/** What the tests use of stores that bring no types. */

declare module 'express-session' {
  export class MemoryStore {
    get(sid: string, callback: (error?: unknown, session?: unknown) => void): void
    set(sid: string, session: object, callback: (error?: unknown) => void): void
    destroy(sid: string, callback: (error?: unknown) => void): void
  }
}

declare module 'pg' {
  interface Settings {
    connectionString: string
    max?: number
    binary?: boolean
    options?: string
  }
  interface Query {
    text: string
    values: unknown[]
  }
  interface Answer {
    rows: unknown[]
    rowCount: number | null
  }
  class Client {
    constructor(settings: Settings)
    connect(): Promise<void>
    query(query: string | Query): Promise<Answer>
    end(): Promise<void>
    on(event: 'error', listener: (error: Error) => void): this
  }
  class Pool {
    constructor(settings: Settings)
    connect(): Promise<Client>
    query(query: string | Query): Promise<Answer>
    end(): Promise<void>
    on(event: 'error', listener: (error: Error) => void): this
  }
  const pg: { Client: typeof Client; Pool: typeof Pool }
  export default pg
}
