import type { RequireOptions, SessionClient } from '../client/session-client.ts'

/** Options of `useRequireSession`: the sign-in page, and whether it gets `returnTo`. */
export type RequireSessionOptions = Omit<RequireOptions, 'signal'>

/**
 * Redirects to the sign-in page whenever there is no session, until the returned function is called. An unsafe target becomes
 * an unhandled rejection, so that the error tracking of the page reports it.
 */
export function requireSession(session: SessionClient, options: RequireSessionOptions): () => void {
  const check = (): void => {
    // While the state is `unknown`, `require` would wait, and later redirect a user who has left this page meanwhile.
    if (session.getSnapshot().status === 'none') session.require(options)
  }
  check()
  return session.subscribe(check)
}
