/** What a client asked: once, and it was never sent again. */
export interface Asked {
  readonly what: 'sign-in' | 'write' | 'count' | 'sign-out' | 'read'
  /** The name of the session's only client that may see it. */
  readonly browser: string
  /** What was written, or who signed in. */
  readonly key: string
  /** Epoch milliseconds. */
  readonly sentAt: number
  readonly doneAt: number
  /** 0: no answer came: the connection broke. */
  readonly status: number
  readonly body: string
  /** How late this machine was meanwhile, in milliseconds: its own timers and the load's. */
  readonly lag: number
}

/** What became of a browser's session: seen when everything was quiet again. */
export interface Seen {
  readonly browser: string
  readonly user: string
  /** What a read of it answered; `undefined`: there was no session. */
  readonly data: Readonly<Record<string, unknown>> | undefined
}

/** A time in which the store may lose what it has acknowledged, by its own documents. Epoch milliseconds. */
export interface LossWindow {
  readonly from: number
  readonly to: number
}

export interface History {
  readonly asked: readonly Asked[]
  /** Of sessions that were not ended. */
  readonly seen: readonly Seen[]
  /** Of sessions whose sign-out was acknowledged. */
  readonly seenAfterEnd: readonly Seen[]
  readonly lossWindows: readonly LossWindow[]
}
