// It has no types of its own.
declare module 'pg' {
  interface Pool {
    query(query: object): Promise<{ rows: unknown[]; rowCount: number | null }>
    connect(): Promise<unknown>
    on(event: 'error', listener: (error: Error) => void): this
    end(): Promise<void>
  }
  const pg: {
    readonly Pool: new (options: {
      readonly connectionString: string
      readonly connectionTimeoutMillis: number
    }) => Pool
  }
  export default pg
}
