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

const slots = 1 << 15

/**
 * A table of fixed size in which each value has one place; who comes later takes it. Forgetting costs one touch more, and
 * two values taken for one another (their hashes have 47 bits) one touch less.
 */
export function touchThrottle(): TouchThrottle {
  const fingerprints = new Int32Array(slots)
  const freshUntil = new Float64Array(slots)
  let slot = 0
  let fingerprint = 0

  /** FNV-1a, twice from different starts: values are signed, so nobody can choose them to collide. */
  function locate(value: string): void {
    let one = 0x811c9dc5
    let other = 0x01000193
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      one = Math.imul(one ^ code, 0x01000193)
      other = Math.imul(other ^ code, 0x85ebca6b)
    }
    slot = (one ^ (one >>> 15)) & (slots - 1)
    fingerprint = other | 0
  }

  return {
    isFresh(value, now) {
      locate(value)
      return fingerprints[slot] === fingerprint && now < (freshUntil[slot] ?? 0)
    },
    note(value, until) {
      locate(value)
      fingerprints[slot] = fingerprint
      freshUntil[slot] = until
    },
  }
}
