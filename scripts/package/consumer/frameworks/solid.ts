import { SessionProvider, useCountdown, useRequireSession, useSession } from '@sojourn/client/solid'
import { session } from './session.js'

export function read(): readonly [string, string | undefined, number | null, string | undefined] {
  const state = useSession()
  const name = useSession((state) => (state.status === 'active' ? state.data.name : undefined))
  // @ts-expect-error Not what the registered client knows.
  useSession((state) => (state.status === 'active' ? state.data.age : undefined))
  const remaining = useCountdown({ every: 1000 })
  const own = useRequireSession({ target: '/login' })
  return [state().status, name(), remaining(), own()?.data.name]
}

export const tree = (): unknown => SessionProvider({ session })
