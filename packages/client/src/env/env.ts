/** The part of `window` that the client uses. Tests may pass another object. */
export interface Env extends Pick<EventTarget, 'addEventListener'> {
  readonly document: {
    readonly visibilityState: string
    readonly baseURI: string
    /** The cookies that scripts may read. Access throws in a document that may have none. */
    readonly cookie?: string
  }
  readonly navigator: { readonly onLine: boolean }
  /** Shared by the tabs, to remember ended sessions. May be missing, and each access may throw. */
  readonly localStorage?: Pick<Storage, 'getItem' | 'setItem'>
  /** Tells the next document why a session ended. May be missing, and each access may throw. */
  readonly sessionStorage?: Pick<Storage, 'getItem' | 'setItem'>
  /** Reports changes of cookies. Without it they are noticed when the window gets the focus. */
  readonly cookieStore?: Pick<EventTarget, 'addEventListener'>
  /** Connects the tabs. Without it, or if its constructor throws, they do not know of each other. */
  readonly BroadcastChannel?: new (
    name: string,
  ) => Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'>
}

/** An event, with the properties of some types. */
export interface PageEvent extends Event {
  /** Of `pageshow`: whether the back/forward cache restored the page. */
  readonly persisted?: boolean
  /** Of `pointermove`. */
  readonly movementX?: number
  readonly movementY?: number
}
