import { sessionPlugin, useCountdown, useRequireSession, useSession } from '@sojourn/client/vue'
import { createApp } from 'vue'
import { session } from './session.js'

export function read(): readonly [string, string | undefined, number | null, string | undefined] {
  const state = useSession()
  const name = useSession((state) => (state.status === 'active' ? state.data.name : undefined))
  // @ts-expect-error Not what the registered client knows.
  useSession((state) => (state.status === 'active' ? state.data.age : undefined))
  const remaining = useCountdown({ every: 1000 })
  const own = useRequireSession({ target: '/login' })
  return [state.value.status, name.value, remaining.value, own.value?.data.name]
}

export const app = createApp({}).use(sessionPlugin, { session })
