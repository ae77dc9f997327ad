/**
 * Which session cookies this process has seen renewed lately, so that a request that never reads its session has nothing to
 * do: no signature to verify, no store to ask. It vouches for nobody: a cookie that is found here is merely not renewed.
 */
export interface TouchThrottle {
  /** Whether a renewal of the stay behind this cookie's value would come too early, as far as is remembered. */
  isFresh(value: string, now: number): boolean
  /** Remembers that the next renewal is due at `until`, in epoch milliseconds. */
  note(value: string, until: number): void
}

const sets = 1 << 13
/** How many values have the same places: with 10,000 values in all, more than eight of them fall into one set once in a million. */
const ways = 8
/** Characters of a value that are looked at: 96 bits of its signature. */
const looked = 16

/**
 * A table of fixed size. A value may take any of the eight places of its set, and takes the one whose word is oldest, so that
 * forgetting is rare; it costs one touch more, and two values taken for one another (their hashes have 45 bits) cost one less.
 */
export function touchThrottle(): TouchThrottle {
  const fingerprints = new Int32Array(sets * ways)
  const freshUntil = new Float64Array(sets * ways)
  let first = 0
  let fingerprint = 0

  /** FNV-1a, twice from different starts, over the end of the signature, which is as good as random. */
  function locate(value: string): void {
    let one = 0x811c9dc5
    let other = 0x01000193
    for (let index = Math.max(0, value.length - looked); index < value.length; index++) {
      const code = value.charCodeAt(index)
      one = Math.imul(one ^ code, 0x01000193)
      other = Math.imul(other ^ code, 0x85ebca6b)
    }
    fingerprint = other | 0
    first = ((one ^ (one >>> 15)) & (sets - 1)) * ways
  }

  /** The place that has the value, else the one whose word is oldest. */
  function placeToWrite(): number {
    let oldest = first
    for (let place = first; place < first + ways; place++) {
      if (fingerprints[place] === fingerprint) return place
      if ((freshUntil[place] ?? 0) < (freshUntil[oldest] ?? 0)) oldest = place
    }
    return oldest
  }

  return {
    isFresh(value, now) {
      locate(value)
      for (let place = first; place < first + ways; place++) {
        if (fingerprints[place] === fingerprint) return now < (freshUntil[place] ?? 0)
      }
      return false
    },
    note(value, until) {
      locate(value)
      const place = placeToWrite()
      fingerprints[place] = fingerprint
      freshUntil[place] = until
    },
  }
}
