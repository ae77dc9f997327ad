/** What the dialog reads of a session's state; `phase` and `limit` are there while the session is active. */
export interface ExpiryState {
  readonly status: string
  readonly phase?: 'steady' | 'expiring' | 'verifying'
  readonly limit?: 'idle' | 'absolute'
  /** Milliseconds that a touch grants: the whole ring. Without it the ring is whole until the end. */
  readonly originalMaxAge?: number
}

/** What the dialog needs of a session: a `SessionClient` has it all. */
export interface ExpirySession {
  /** The state now. */
  getSnapshot(): ExpiryState
  /** Calls `listener` after each change of the state; returns its stop. */
  subscribe(listener: () => void): () => void
  readonly countdown: {
    /** Calls `listener` at once and then each second, with the milliseconds that are left; returns its stop. */
    subscribe(listener: (tick: { readonly remaining: number | null }) => void): () => void
    /** The time left in words, in the coarse steps that suit a live region. */
    announcement(text: (amount: number, unit: 'minute' | 'second') => string): string
  }
  /** Extends the stay; rejects without a verdict of the server. */
  touch(): Promise<unknown>
  /** Signs out; rejects without a verdict of the server. */
  end(): Promise<unknown>
  readonly activity: {
    /** Lets no activity extend the stay until the function it returns is called. */
    pause(): () => void
  }
}
