import { sealPrefixLength } from '../../crypto/port.ts'

// A sealed text as the values of a few cookies. The first says how many there are; the others begin with what begins the
// nonce, so that parts of one seal find one another among those of others, and the seal proves that they belong together.

/** With more, the `Cookie` header alone would be what Node.js takes as all headers, 16 KB. */
export const maxParts = 4

/** Of the nonce: of two seals in one browser, one in 2^48 pairs has the same. */
const tagLength = 8
const tagEnd = sealPrefixLength + tagLength

/** Characters of the longest sealed text that there are parts for, whatever the room. */
export const maxSealedLength = 12_000

/** Characters that a value must have room for, so that four carry the longest text, with count and tags. */
export const minRoom: number = Math.ceil((maxSealedLength + 1 + (maxParts - 1) * tagLength) / maxParts)

/** The values of the cookies, the first one first. `room`: the characters that the value of each may have. */
export function toParts(sealed: string, room: (index: number) => number): string[] {
  const tag = sealed.slice(sealPrefixLength, tagEnd)
  const parts: string[] = []
  let start = 0
  while (start < sealed.length) {
    // The count, or the tag.
    const end = start + room(parts.length) - (parts.length === 0 ? 1 : tagLength)
    const part = sealed.slice(start, end)
    parts.push(parts.length === 0 ? part : tag + part)
    start = end
  }
  return [`${parts.length}${parts[0] ?? ''}`, ...parts.slice(1)]
}

/**
 * The sealed text whose first part this is; `undefined` where that is none, or another is missing. `values`: what came as the
 * part of a number, of this seal or of others.
 */
export function fromParts(first: string, values: (index: number) => readonly string[]): string | undefined {
  const count = first.charCodeAt(0) - 0x30
  if (!(count >= 1 && count <= maxParts)) return undefined
  let sealed = first.slice(1)
  const tag = sealed.slice(sealPrefixLength, tagEnd)
  if (tag.length < tagLength) return undefined
  for (let index = 1; index < count; index++) {
    const part = values(index).find((value) => value.startsWith(tag))
    if (part === undefined) return undefined
    sealed += part.slice(tagLength)
  }
  return sealed
}
