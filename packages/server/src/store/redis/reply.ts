/** A reply as text, however the client maps types: strings, or bytes. `undefined` for none. */
export function toText(reply: unknown): string | undefined {
  if (typeof reply === 'string') return reply
  if (reply === null || reply === undefined) return undefined
  if (reply instanceof Uint8Array) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(reply)
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply)
  throw new TypeError(`Redis answered ${typeof reply} where a text was due`)
}

/** A reply of several parts. */
export function toTexts(reply: unknown): string[] {
  if (Array.isArray(reply)) return reply.map((part: unknown) => toText(part) ?? '')
  // RESP3 has sets of their own.
  if (reply instanceof Set) return [...reply].map((part: unknown) => toText(part) ?? '')
  throw new TypeError('Redis answered no list where one was due')
}

/** The pairs of a reply to `HGETALL`: RESP2 lists them one after the other, RESP3 has maps; clients make objects of both. */
export function toPairs(reply: unknown): [string, string][] {
  if (Array.isArray(reply)) {
    const texts = toTexts(reply)
    return texts.flatMap((text, index): [string, string][] =>
      index % 2 === 0 ? [[text, texts[index + 1] ?? '']] : [],
    )
  }
  if (reply instanceof Map)
    return [...reply].map(([name, value]) => [toText(name) ?? '', toText(value) ?? ''])
  if (typeof reply === 'object' && reply !== null)
    return Object.entries(reply).map(([name, value]) => [name, toText(value) ?? ''])
  throw new TypeError('Redis answered no pairs where they were due')
}
