import type { RequireOptions, SessionClient } from '../client/session-client.ts'

/** Where to send whoever has no session. */
export type RequireSessionOptions = Omit<RequireOptions, 'signal'>

/**
 * Sends whoever has no session to sign in, and whoever loses it, until stopped. A target that is not safe is nobody's to
 * handle here: it is an unhandled rejection, for the page's error tracking to hear of.
 */
export function requireSession(session: SessionClient, options: RequireSessionOptions): () => void {
  const check = (): void => {
    // Before that it would wait, and then redirect a user who went on meanwhile.
    if (session.getSnapshot().status === 'none') session.require(options)
  }
  check()
  return session.subscribe(check)
}
