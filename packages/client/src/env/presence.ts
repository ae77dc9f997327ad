import { type Env, listen } from './env.ts'

export interface PresenceListener {
  /** The page came to the foreground. */
  onShow(): void
  /** The page went to the background: nobody looks. */
  onHide(): void
  /** The page was away for good reason to ask again: restored from the back/forward cache, thawed, or online again. */
  onReturn(): void
  /** The network went away. */
  onOffline(): void
}

/** Whether somebody may be looking. */
export function isVisible(env: Env | undefined): boolean {
  return !!env && env.document.visibilityState !== 'hidden'
}

/** False only where the browser is sure that there is no network. */
export function isOnline(env: Env | undefined): boolean {
  return !!env && env.navigator.onLine
}

/** Tells when the page goes and comes back; returns its stop. */
export function watchPresence(env: Env, listener: PresenceListener): () => void {
  const stops = [
    listen(env.document, ['visibilitychange'], () =>
      isVisible(env) ? listener.onShow() : listener.onHide(),
    ),
    listen(env.document, ['resume'], () => listener.onReturn()),
    listen(env, ['online', 'offline', 'pageshow'], (event) => {
      if (event.type === 'offline') listener.onOffline()
      // The first load fires `pageshow` too, without `persisted`.
      else if (event.type === 'online' || ('persisted' in event && event.persisted)) listener.onReturn()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
