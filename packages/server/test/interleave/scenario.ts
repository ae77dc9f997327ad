/** Who holds a browser. `Ann` has two; what is Mallory's is an attacker's. */
export type Browser = 'Ann' | "Ann's phone" | 'Bob' | 'Mallory'

/** One thing that a handler does, or one request to an endpoint. */
export type Step =
  /** Looks at the data. */
  | 'read'
  /** Sets a key that no other request sets. */
  | 'write'
  /** Adds an item to the list that all requests add to. */
  | 'append'
  /** Counts, with `update()`. */
  | 'update'
  /** Assigns `session.user`, as an app does that knows who it is. */
  | 'sign in'
  /** Assigns a `session.user` that is another one for each request: switches the account. */
  | 'switch account'
  | 'rotate'
  | 'regenerate'
  | 'destroy'
  /** `session.touch()`. */
  | 'touch'
  /** `session.save()`, before the response does it. */
  | 'save'
  /** `POST /touch` of the endpoints. */
  | 'renew'
  /** `DELETE /` of the endpoints. */
  | 'sign out'
  /** The app ends all sessions of the person, by the store's `deleteSubject`. */
  | 'revoke'

/** One request: what its handler does, one step after the other. Without steps it never looks at its session. */
export interface RequestPlan {
  readonly browser: Browser
  readonly steps: readonly Step[]
}

/** What there is before the first request; all of it is stored, and no call is under way. */
export type Beginning =
  /** No browser has a cookie. */
  | 'nobody'
  /** Ann has a session that does not know her. */
  | 'a visitor'
  /** Ann is signed in. */
  | 'signed in'
  /** Ann and Bob are signed in, each with a browser. */
  | 'two people'
  /** Ann is signed in with both of her browsers. */
  | 'two browsers'
  /** Mallory has begun a session and planted its cookie in Ann's browser. */
  | 'planted'

export interface Scenario {
  readonly beginning: Beginning
  /** Whether that was so long ago that every request renews its session. */
  readonly isRenewalDue?: boolean
  readonly requests: readonly RequestPlan[]
}

/** Whom a browser's holder signs in as. */
export function personOf(browser: Browser): string {
  return browser === "Ann's phone" ? 'Ann' : browser
}

/** `A`, `B`, …: the name of the request at that place. */
export function nameOf(index: number): string {
  return String.fromCharCode(65 + index)
}

/** The scenario in one line. */
export function inWords({ beginning, isRenewalDue, requests }: Scenario): string {
  const plans = requests.map(
    ({ browser, steps }, index) =>
      `${nameOf(index)} (${browser}): ${steps.length === 0 ? 'never looks' : steps.join(', ')}`,
  )
  return `${beginning}${isRenewalDue ? ' for a while' : ''}; ${plans.join('; ')}`
}
