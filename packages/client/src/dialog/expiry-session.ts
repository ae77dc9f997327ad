/** The part of a session's state that the dialog reads. `phase` and `limit` are set while the session is active. */
export interface ExpiryState {
  readonly status: string
  readonly phase?: 'steady' | 'expiring' | 'verifying'
  readonly limit?: 'idle' | 'absolute'
  /** Milliseconds that a touch grants: a full ring of the countdown. Without it the ring stays full. */
  readonly originalMaxAge?: number
}

/** The part of a session client that the dialog uses. Any `SessionClient` fits. */
export interface ExpirySession {
  /** Returns the current state. */
  getSnapshot(): ExpiryState
  /** Calls `listener` after each change of the state. Returns a function that removes it. */
  subscribe(listener: () => void): () => void
  readonly countdown: {
    /** Calls `listener` at once and then each second, with the remaining milliseconds. Returns a function that removes it. */
    subscribe(listener: (tick: { readonly remaining: number | null }) => void): () => void
    /** Returns the remaining time in words, in the coarse steps that suit a live region. */
    announcement(text: (amount: number, unit: 'minute' | 'second') => string): string
  }
  /** Extends the session. Rejects if the server does not answer. */
  touch(): Promise<unknown>
  /** Signs out. Rejects if the server does not answer. */
  end(): Promise<unknown>
  readonly activity: {
    /** Stops activity from extending the session, until the returned function is called. */
    pause(): () => void
  }
}
