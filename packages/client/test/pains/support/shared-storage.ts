import type { Env } from '../../../src/env/env.ts'

/** What the tabs of a test have in common, gone with the test. */
export function sharedStorage(): Storage & { readonly items: Map<string, string> } {
  const items = new Map<string, string>()
  return {
    items,
    length: 0,
    key: () => null,
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

/** Gives a page what `fakePage` leaves out, or takes from it what a browser may lack. */
export function equip(env: Env, parts: { readonly [part: string]: unknown }): void {
  const { locks, ...rest } = parts
  if (locks) Object.assign(env.navigator, { locks })
  Object.assign(env, rest)
}

/** A `localStorage` that is forbidden (`get`), or only full (`set`). */
export function refusingStorage(what: 'everything' | 'writing'): Env['localStorage'] {
  const refuse = (): never => {
    throw new DOMException('no', what === 'writing' ? 'QuotaExceededError' : 'SecurityError')
  }
  return { getItem: what === 'writing' ? () => null : refuse, setItem: refuse }
}
