type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>

/** What the client uses of a page. `window` is one; a test hands in another. */
export interface Env extends Target {
  readonly document: Target & { readonly visibilityState: string; readonly baseURI: string }
  readonly navigator: { readonly onLine: boolean }
  /** Missing, or throwing when built, it leaves the tabs unaware of each other. */
  readonly BroadcastChannel?: new (
    name: string,
  ) => Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'>
}

/** The page's own window; `undefined` on a server and in a worker, where a session client stands still. */
export function browserEnv(): Env | undefined {
  return typeof window === 'undefined' ? undefined : window
}

/** Listens, passively and before the page's own handlers can stop the event; returns its stop. */
export function listen(target: Target, types: string[], listener: (event: Event) => void): () => void {
  const options = { passive: true, capture: true }
  for (const type of types) target.addEventListener(type, listener, options)
  return () => {
    for (const type of types) target.removeEventListener(type, listener, options)
  }
}
