import { type Channel, createChannel } from '../env/channel.ts'
import type { Env } from '../env/env.ts'
import { listen } from '../env/listen.ts'
import type { Answer } from '../http/send.ts'

/** What one tab tells the others; no data of the session. After a deploy that changed it, tabs do not understand each other. */
const protocol = 1

export interface Tabs {
  /** The `id` of a stay that was signed out; another text, or nothing, when somebody signed in. */
  readonly identity: Channel<string | undefined>
  /** The answer to a touch, without `data`, timed on the wall clock that all tabs of a machine read. */
  readonly renewals: Channel<Answer<undefined>>
  /** Listens to the other tabs, until stopped. */
  start(): () => void
}

/**
 * The tabs that share one session: same origin, same `url`. Two channels, for a message to a page in the back/forward
 * cache evicts it: renewals must not, so that channel is closed there; the end of a session should, as pages of it may
 * not come back.
 */
export function createTabs(
  env: Env,
  url: string,
  onIdentity: (id: string | undefined) => void,
  onRenewal: (answer: Answer<undefined>) => void,
): Tabs {
  const name = `sojourn:${protocol}:${new URL(url, env.document.baseURI)}:`
  const identity = createChannel(env, `${name}identity`, onIdentity)
  const renewals = createChannel(env, `${name}renewals`, onRenewal)
  return {
    identity,
    renewals,
    start() {
      identity.open()
      renewals.open()
      const stop = listen(env, ['pagehide', 'pageshow'], ({ type }) =>
        type === 'pagehide' ? renewals.close() : renewals.open(),
      )
      return () => {
        stop()
        identity.close()
        renewals.close()
      }
    },
  }
}
