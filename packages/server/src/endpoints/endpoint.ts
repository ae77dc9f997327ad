/** A request to an endpoint, whatever the framework. */
export interface EndpointRequest {
  readonly method: string
  /** The path below the mount point, without the query: `/`, `/touch`. */
  readonly path: string
  /** A header by its lower-case name; several of one name joined with `, `. */
  header(name: string): string | undefined
}

/** The answer of an endpoint. The context is committed, and what that added is in the headers. */
export interface EndpointResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  /** What went wrong on the server, for its log. Never for the client. */
  readonly error?: unknown
}
