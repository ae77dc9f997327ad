import type { ExpirySession } from './expiry-session.ts'

/** Those who would warn, and of whose end. Of several with one session the first does; the next when it has gone. */
export const dialogQueue: Map<() => void, ExpirySession> = new Map()
