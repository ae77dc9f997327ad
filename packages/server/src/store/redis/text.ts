import { toUSVString } from 'node:util'

/** Stands before a text that could not be kept as it is. */
const marker = '\u0001'

/**
 * A text as Redis keeps it, to the last code unit. Drivers send UTF-8, in which a lone surrogate becomes U+FFFD, and two
 * subjects could become one: a text that is not well-formed is kept as JSON, which escapes it.
 */
export function encodeText(text: string): string {
  return toUSVString(text) === text && !text.startsWith(marker) ? text : marker + JSON.stringify(text)
}

/** The same for a line of a record. */
export function toField(text: string): string {
  return text.includes('\n') ? marker + JSON.stringify(text) : encodeText(text)
}

/** The text that one of the two was made of. */
export function fromField(field: string): string {
  if (!field.startsWith(marker)) return field
  const text: unknown = JSON.parse(field.slice(marker.length))
  if (typeof text !== 'string') throw new TypeError('a session holds something else for a text')
  return text
}

/** The key of a session. No other key of the store begins with the sign of a subject's. */
export function sessionKey(prefix: string, key: string): string {
  return prefix + toMember(key)
}

/** The session's key without the prefix, as the index of its subject names it. */
export function toMember(key: string): string {
  return key.startsWith(subjectSign) || key.startsWith(reserved)
    ? marker + JSON.stringify(key)
    : encodeText(key)
}

/** The key that a member was made of. */
export const fromMember: (member: string) => string = fromField

const subjectSign = '@'

/** Whether what follows the prefix names something else than a session. */
export function isOwnKey(rest: string): boolean {
  return rest.startsWith(subjectSign)
}

/** No member of an index begins so: its own fields do. */
const reserved = '\u0002'

/** The key of the index of a subject's sessions. */
export function subjectKey(prefix: string, subject: string): string {
  return `${prefix}${subjectSign}${encodeText(subject)}`
}
