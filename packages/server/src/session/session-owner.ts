import type { SessionCookie } from './session-cookie.ts'

/** Carries out the methods of a session. */
export interface SessionOwner {
  readonly id: string
  readonly cookie: SessionCookie
  readonly expiresAt: number
  readonly endsAt: number | null
  readonly isNew: boolean
  save(): Promise<void>
  reload(): Promise<void>
  regenerate(): Promise<void>
  rotate(): Promise<void>
  destroy(): Promise<void>
  touch(): void
  update(change: (data: Record<string, unknown>) => unknown): Promise<void>
  /** The key of the session in the store, in which it is by then, with all that was changed. */
  storedKey(): Promise<string>
}
