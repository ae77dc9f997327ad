import { type Env, listen } from '../env/env.ts'
import { protocol, type TabMessage } from './message.ts'

export interface Tabs {
  post(message: TabMessage): void
  /** Listens to the other tabs, until stopped. */
  start(): () => void
}

/**
 * The tabs that share one session: same origin, same `url`. Two channels, for a message to a page in the back/forward
 * cache evicts it: renewals must not, so that channel is closed there; the end of a session should, as pages of it may
 * not come back.
 */
export function createTabs(env: Env, url: string, receive: (message: TabMessage) => void): Tabs {
  type Name = 'activity' | 'ended'
  type Channel = InstanceType<NonNullable<Env['BroadcastChannel']>>
  const channels: { [name in Name]?: Channel | undefined } = {}

  function open(name: Name): Channel | undefined {
    try {
      return env.BroadcastChannel && new env.BroadcastChannel(`sojourn:${url}:${name}`)
    } catch {
      // Opaque origins and strict privacy settings: each tab is on its own.
      return undefined
    }
  }
  function join(name: Name): void {
    const channel = channels[name] ?? open(name)
    channels[name] = channel
    if (channel)
      channel.onmessage = ({ data }) => {
        if (data?.protocol === protocol) receive(data)
      }
  }
  function leave(name: Name): void {
    channels[name]?.close()
    channels[name] = undefined
  }
  return {
    post(message) {
      const name = message.kind === 'extended' ? 'activity' : 'ended'
      const channel = channels[name] ?? open(name)
      channel?.postMessage({ ...message, protocol })
      if (channel !== channels[name]) channel?.close()
    },
    start() {
      join('ended')
      join('activity')
      const stop = listen(env, ['pagehide', 'pageshow'], ({ type }) =>
        type === 'pagehide' ? leave('activity') : join('activity'),
      )
      return () => {
        stop()
        leave('ended')
        leave('activity')
      }
    },
  }
}
