/** Which sessions were touched lately by this process, so that a request that never reads its session needs no read to know. */
export interface TouchThrottle {
  /** Milliseconds since the key was noted; `Infinity` when it was not, or too long ago to remember. */
  touchedAgo(key: string, now: number): number
  note(key: string, now: number): void
}

/** Two halves: when the young one is full the old one is forgotten whole. No scan, and memory stays bounded. */
export function touchThrottle(capacity = 20_000): TouchThrottle {
  let young = new Map<string, number>()
  let old = new Map<string, number>()

  return {
    touchedAgo(key, now) {
      const touchedAt = young.get(key) ?? old.get(key)
      return touchedAt === undefined ? Number.POSITIVE_INFINITY : now - touchedAt
    },
    note(key, now) {
      if (young.size >= capacity / 2) {
        old = young
        young = new Map()
      }
      young.set(key, now)
    },
  }
}
