/** What the client uses of a page. `window` is one; a test hands in another. */
export interface Env extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  readonly document: { readonly visibilityState: string; readonly baseURI: string }
  readonly navigator: { readonly onLine: boolean }
  /** Missing, or throwing when built, it leaves the tabs unaware of each other. */
  readonly BroadcastChannel?: new (
    name: string,
  ) => Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'>
}

/** The page's own window; `undefined` on a server and in a worker, where a session client stands still. */
export function browserEnv(): Env | undefined {
  return globalThis.window
}

/** Whether somebody may be looking. */
export function isVisible(env: Env | undefined): boolean {
  return !!env && env.document.visibilityState !== 'hidden'
}

/** False only where the browser is sure that there is no network. */
export function isOnline(env: Env | undefined): boolean {
  return !!env && env.navigator.onLine
}
