import type { Policy } from '../../../src/core/options/policy.ts'
import { andThen, type MaybePromise } from '../../../src/maybe-promise.ts'

/** A limit that ends the sessions beyond it without asking which came first: two sign-ins at once end each other. */
export function limitSessions(policy: Policy, ownKey: string, subject: string | null): MaybePromise<void> {
  const { maxSessions, store } = policy
  if (maxSessions === undefined || subject === null || store.list === undefined) return
  return andThen(store.list(subject), (sessions) => {
    const others = sessions.filter(({ key }) => key !== ownKey)
    const surplus = others.slice(0, Math.max(0, others.length + 1 - maxSessions))
    const endFrom = (index: number): MaybePromise<void> => {
      const session = surplus[index]
      return session && andThen(store.delete(session.key), () => endFrom(index + 1))
    }
    return endFrom(0)
  })
}
