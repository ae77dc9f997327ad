import type { IncomingMessage, ServerResponse } from 'node:http'

/** Passes the request on, or an error to who handles errors. */
export type Next = (error?: unknown) => void

/** What Express, connect and their like take. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void
