// They have no types of their own, or such as name `req.session` a second time.
declare module 'pg' {
  export interface Pool {
    query(query: string | object): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>
    connect(): Promise<unknown>
    end(): Promise<void>
  }
  const pg: {
    readonly Pool: new (options: { readonly connectionString: string; readonly max?: number }) => Pool
    readonly Client: { readonly prototype: { query(...args: unknown[]): unknown } }
  }
  export default pg
}

declare module 'connect-pg-simple' {
  import type { Store } from 'express-session'

  export default function connect(
    session: unknown,
  ): new (options: {
    readonly pool: import('pg').Pool
    readonly createTableIfMissing: boolean
    readonly pruneSessionInterval: false
  }) => Store
}
