import { createSessionClient } from '@sojourn/client'
import { safeTarget } from '@sojourn/client/redirect'
import type { AppSessions } from './sessions.js'
import type { View } from './view.js'

export const session = createSessionClient<AppSessions>({ url: '/session' })
const state = session.getSnapshot()
export const name: string | undefined = state.status === 'active' ? state.data.person.name : undefined
// @ts-expect-error The server exposes no such thing.
export const wrong: unknown = state.status === 'active' ? state.data.nobody : undefined
export const target: URL = safeTarget('/next', { base: 'https://app.example/' })

export function greeting({ person }: View): string {
  // @ts-expect-error Nor such a person.
  const age: unknown = person.age
  return `Hello, ${person.name} (${age})`
}
