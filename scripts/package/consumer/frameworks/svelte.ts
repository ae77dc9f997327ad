import { provideSession, useCountdown, useRequireSession, useSession } from '@sojourn/client/svelte'
import { session } from './session.js'

export function read(): readonly [string, string | undefined, number | null, string | undefined] {
  const state = useSession()
  const name = useSession((state) => (state.status === 'active' ? state.data.name : undefined))
  // @ts-expect-error Not what the registered client knows.
  useSession((state) => (state.status === 'active' ? state.data.age : undefined))
  const remaining = useCountdown({ every: 1000 })
  const own = useRequireSession({ target: '/login' })
  return [state.current.status, name.current, remaining.current, own.current?.data.name]
}

export const setUp = (): void => provideSession({ session })
