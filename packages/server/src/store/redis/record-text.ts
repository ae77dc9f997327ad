import { SessionError } from '../../errors.ts'
import type { NewRecord, SessionRecord, Touched } from '../store.ts'
import { encodeText, fromField, toField } from './text.ts'

// A record is one Redis string: a line of numbers, the id, the subject, the data.
//
//   p<version>,<createdAt>,<expiresAt>,<idleTimeout>,<endsAt>,<writer>
//   <id>
//   <subject>
//   <data>
//
// `p` or `b`: whether the cookie is persistent or ends with the browser. Another form would begin with another letter.
// Numbers are whole, and have 36 digits; `expiresAt` and `endsAt` count from `createdAt`: that saves twenty bytes a session.
// `writer` tells the write that made it from every other: one that is sent a second time after a lost reply recognises its own.

/** What `deleteSubject` leaves under a key that is to get a record soon: whoever creates it is refused. */
export const tombstone = 't'

/** A record as text. */
export function toValue(record: NewRecord, version: number, writer: string): string {
  const { id, subject, data } = record
  return `${toHeader(record, version, writer)}\n${toField(id)}\n${toSubjectField(subject)}\n${encodeText(data)}`
}

/** The first line. */
function toHeader(record: NewRecord, version: number, writer: string): string {
  const { persistent, createdAt, expiresAt, idleTimeout, endsAt } = record
  const end = endsAt === null ? '' : toDigits(endsAt - createdAt)
  const numbers = [version, createdAt, expiresAt - createdAt, idleTimeout].map(toDigits)
  return `${persistent ? 'p' : 'b'}${numbers.join(',')},${end},${writer}`
}

/** Nobody's is empty; a subject that is empty is not. */
export function toSubjectField(subject: string | null): string {
  return subject === null ? '' : `=${toField(subject)}`
}

/** The record of a text; `undefined` where there is none. Throws where it is no session, or one of a newer form. */
export function toRecord(text: string | undefined): SessionRecord | undefined {
  return text === undefined || text === tombstone ? undefined : fromText(text)
}

/** The record of a text that is one. */
export function fromText(text: string): SessionRecord {
  const [header = '', id, subject, ...data] = splitLines(text)
  if (!/^[pb][\da-z]+,/.test(header) || id === undefined || subject === undefined) throw unknownForm()
  return {
    createdAt: createdAtOf(header),
    subject: subject === '' ? null : fromField(subject.slice(1)),
    data: fromField(data.join('\n')),
    ...fromHeader(header, id),
  }
}

/** What a touch answers: the first two lines. */
export function fromHeader(header: string, id: string): Touched {
  const [version, createdAt, expires, idleTimeout, ends] = header.slice(1).split(',')
  const begun = toNumber(createdAt)
  return {
    id: fromField(id),
    version: toNumber(version),
    expiresAt: begun + toNumber(expires),
    endsAt: ends === '' ? null : begun + toNumber(ends),
    idleTimeout: toNumber(idleTimeout),
    persistent: header.startsWith('p'),
  }
}

/** The error of a record that another release wrote, or another program. It is left as it is. */
export function unknownForm(): SessionError {
  return new SessionError(
    'store-unavailable',
    'redisStore: what is stored under the key is no session of this release, and is left alone. Run the release that wrote it, ' +
      'or a newer one; or give this store a prefix of its own.',
  )
}

function createdAtOf(header: string): number {
  return toNumber(header.split(',', 2)[1])
}

/** The lines before the data, and the data, which may have lines of their own. */
function splitLines(text: string): string[] {
  const first = text.indexOf('\n')
  const second = text.indexOf('\n', first + 1)
  const third = text.indexOf('\n', second + 1)
  if (first === -1 || second === -1 || third === -1) return [text]
  return [
    text.slice(0, first),
    text.slice(first + 1, second),
    text.slice(second + 1, third),
    text.slice(third + 1),
  ]
}

function toDigits(number: number): string {
  return Math.round(number).toString(36)
}

function toNumber(digits: string | undefined): number {
  const number = Number.parseInt(digits ?? '', 36)
  if (Number.isNaN(number)) throw new TypeError(`a session holds "${digits}" for a number`)
  return number
}
