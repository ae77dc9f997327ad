import { signatureLength } from '../crypto/port.ts'

/** Characters of a key: SHA-256 in base64url. */
const keyLength = 43
const entryLength = keyLength + signatureLength

const sets = 1 << 12
/** How many keys have the same places. */
const ways = 8
/** Characters of a key that are looked at first: 48 bits, as good as random. */
const looked = 8

/**
 * Signatures that were verified lately, each beside the key that its session is stored under: the next request of the same
 * visitor need not compute it. No sid is kept, and so no cookie that would sign anybody in.
 *
 * A signature is known only where both are the same to the last character, and the time that takes says nothing of where they
 * differ. All were made with the secrets that this table was made for; those of other secrets are never in it.
 */
export class KnownSignatures {
  /** A table of fixed size, for 32,768 visitors: 2.8 MB, made when the first is remembered. */
  #entries: Uint8Array | undefined
  readonly #fingerprints = new Int32Array(sets * ways)
  /** Where the next one of each set is written, in turn. */
  readonly #turns = new Uint8Array(sets)

  /** Whether it is the signature that was verified for the sid whose SHA-256 is `key`. */
  has(key: string, signature: string): boolean {
    if (this.#entries === undefined || !fits(key, signature)) return false
    const fingerprint = fingerprintOf(key)
    const first = firstPlace(fingerprint)
    for (let place = first; place < first + ways; place++) {
      if (this.#fingerprints[place] === fingerprint && isAt(this.#entries, place, key, signature)) return true
    }
    return false
  }

  /** Remembers a signature that was verified just now. */
  add(key: string, signature: string): void {
    if (!fits(key, signature)) return
    this.#entries ??= new Uint8Array(sets * ways * entryLength)
    const fingerprint = fingerprintOf(key)
    const first = firstPlace(fingerprint)
    const turn = this.#turns[first / ways] ?? 0
    this.#turns[first / ways] = (turn + 1) % ways
    this.#fingerprints[first + turn] = fingerprint
    const start = (first + turn) * entryLength
    for (let index = 0; index < keyLength; index++) this.#entries[start + index] = key.charCodeAt(index)
    for (let index = 0; index < signatureLength; index++) {
      this.#entries[start + keyLength + index] = signature.charCodeAt(index)
    }
  }
}

/** Whether they have the lengths that an entry has room for. */
function fits(key: string, signature: string): boolean {
  return key.length === keyLength && signature.length === signatureLength
}

/** FNV-1a. */
function fingerprintOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < looked; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return hash | 0
}

function firstPlace(fingerprint: number): number {
  return ((fingerprint ^ (fingerprint >>> 15)) & (sets - 1)) * ways
}

/** Every character is compared, whatever came out before; both texts have 43. */
function isAt(entries: Uint8Array, place: number, key: string, signature: string): boolean {
  const start = place * entryLength
  let difference = 0
  for (let index = 0; index < keyLength; index++) {
    difference |= (entries[start + index] ?? 0) ^ key.charCodeAt(index)
    difference |= (entries[start + keyLength + index] ?? 0) ^ signature.charCodeAt(index)
  }
  return difference === 0
}
