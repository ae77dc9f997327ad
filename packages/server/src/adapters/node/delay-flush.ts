import type { NodeResponse } from './response.ts'

/**
 * Puts the methods in line by which middleware mounted before sends what it has gathered: compression's `flush`. Called at
 * once they would come before the writes that wait. Only those: a method that answers something (`res.__('title')` of i18n)
 * cannot answer later. Answers what takes that back.
 */
export function holdFlush(response: NodeResponse, hold: (call: () => void) => void): () => void {
  const methods: Record<string, unknown> = Object(response)
  const held = Object.keys(methods)
    .filter((name) => flushes.test(name))
    .map((name) => {
      const flush = methods[name]
      if (typeof flush !== 'function') return undefined
      const wait = (...args: unknown[]): void => hold(() => void flush.apply(response, args))
      methods[name] = wait
      return { name, flush, wait }
    })
  return () => {
    // Unless somebody has put another method over it.
    for (const each of held) if (each && methods[each.name] === each.wait) methods[each.name] = each.flush
  }
}

/** `flush` and its like. `flushHeaders` is Node's own. */
const flushes = /^flush(?!Headers$)/
