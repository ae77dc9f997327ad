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

const places = 1 << 16
/** Characters of a value that are looked at: 96 bits of its signature. */
const looked = 16

/**
 * A table of fixed size. Each value has two places in it and takes the one whose word is older, so forgetting is rare; it
 * costs one touch more, and two values taken for one another (their hashes have 47 bits) cost one less.
 */
export function touchThrottle(): TouchThrottle {
  const fingerprints = new Int32Array(places)
  const freshUntil = new Float64Array(places)
  let place = 0
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
    place = (one ^ (one >>> 15)) & (places - 1)
    if (fingerprints[place] === fingerprint) return
    const neighbour = place ^ 1
    const isNeighbour = fingerprints[neighbour] === fingerprint
    if (isNeighbour || (freshUntil[neighbour] ?? 0) < (freshUntil[place] ?? 0)) place = neighbour
  }

  return {
    isFresh(value, now) {
      locate(value)
      return fingerprints[place] === fingerprint && now < (freshUntil[place] ?? 0)
    },
    note(value, until) {
      locate(value)
      fingerprints[place] = fingerprint
      freshUntil[place] = until
    },
  }
}
