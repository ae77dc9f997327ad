import type { SessionRecord } from '../../store/store.ts'

// A record as a sealed cookie holds it: a line of JSON, and below it the data, which are JSON already.

/** The record as text. The data come as they are, for quoting JSON within JSON makes it longer. */
export function toSealedText(record: SessionRecord): string {
  const { version, id, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject } = record
  const head = [version, id, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject]
  // JSON has no line break of its own, so the first one ends the head.
  return `${JSON.stringify(head)}\n${record.data}`
}

/** The record of a text that was sealed; `undefined`: what sealed it was another version of this package. */
export function fromSealedText(text: string): SessionRecord | undefined {
  const end = text.indexOf('\n')
  const head = parseArray(text.slice(0, Math.max(0, end)))
  const [version, id, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject] = head
  const isRecord =
    head.length === 8 &&
    isNumber(version) &&
    typeof id === 'string' &&
    isNumber(createdAt) &&
    isNumber(expiresAt) &&
    (endsAt === null || isNumber(endsAt)) &&
    isNumber(idleTimeout) &&
    typeof persistent === 'boolean' &&
    (subject === null || typeof subject === 'string')
  if (!isRecord) return undefined
  const data = text.slice(end + 1)
  return { version, id, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject, data }
}

function parseArray(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}
