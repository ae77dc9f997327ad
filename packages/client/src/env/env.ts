/** What the client uses of a page. `window` is one; a test hands in another. */
export interface Env extends Pick<EventTarget, 'addEventListener'> {
  readonly document: {
    readonly visibilityState: string
    readonly baseURI: string
    /** The cookies that scripts may read; throws where a document may have none. */
    readonly cookie?: string
  }
  readonly navigator: { readonly onLine: boolean }
  /** Missing, forbidden or full, it leaves the tabs without a memory in common: each access may throw. */
  readonly localStorage?: Pick<Storage, 'getItem' | 'setItem'>
  /** Missing, forbidden or full, the next document does not learn why a stay ended: each access may throw. */
  readonly sessionStorage?: Pick<Storage, 'getItem' | 'setItem'>
  /** Missing, changes of cookies are noticed when the window gets the focus. */
  readonly cookieStore?: Pick<EventTarget, 'addEventListener'>
  /** Missing, or throwing when built, it leaves the tabs unaware of each other. */
  readonly BroadcastChannel?: new (
    name: string,
  ) => Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'>
}

/** An event, with what some kinds of it carry. */
export interface PageEvent extends Event {
  /** Of `pageshow`: the back/forward cache gave the page back. */
  readonly persisted?: boolean
  /** Of `pointermove`. */
  readonly movementX?: number
  readonly movementY?: number
}
