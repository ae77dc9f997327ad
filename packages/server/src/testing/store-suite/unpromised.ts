import type { SessionStore, StoreAbilities } from '../../store/store.ts'

/** What it means that a store lacks an ability. */
const without: Readonly<Record<keyof StoreAbilities, string>> = {
  compareAndSet: 'of two writes at once one may be lost',
  immediate: 'answers may come later, as promises',
  rotate: 'a session moves to a new session ID in several steps',
  subjects: 'the sessions of a user cannot be listed, nor ended all at once',
  sweep: 'expired records go when the store itself removes them',
  watch: 'nobody is told of the sessions that end',
}

/**
 * Returns what a store does not promise, a line for each ability that it does not declare: its name, and what that means.
 * `storeCases` leave out what is about those.
 *
 * @example
 * for (const line of unpromised(store)) console.log(`not promised: ${line}`)
 */
export function unpromised({ abilities }: Pick<SessionStore, 'abilities'>): string[] {
  const names: (keyof StoreAbilities)[] = [
    'compareAndSet',
    'immediate',
    'rotate',
    'subjects',
    'sweep',
    'watch',
  ]
  return names.filter((name) => !abilities[name]).map((name) => `${name}: ${without[name]}`)
}
