/** Tells the operator, in production, what the memory store of `max` sessions does not do. */
export function warnInProduction(max: number): void {
  // Reached through the global object, for there is none in browsers and at the edge.
  const { process } = globalThis
  if (process?.env?.NODE_ENV !== 'production') return
  process.emitWarning?.(
    `memoryStore keeps at most ${max} sessions, in this process alone: a restart ends them, and no other process sees them. ` +
      'Use a store on disk or on the network, such as sqliteStore.',
    { code: 'SOJOURN_MEMORY_STORE' },
  )
}
