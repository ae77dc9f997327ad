import type { NewRecord, SessionRecord } from '../store.ts'

// While a session is on its way, each place says so of its record. Whoever meets one knows how to go on.

/** What no JSON text begins with. */
const sign = '\u0000sojourn:'
const claimedSign = `${sign}claimed:`
const arrivingSign = `${sign}arriving:`
const endedSign = `${sign}ended`

/** How long a process that wanted to move a session may be late: as long as a request may last. Milliseconds. */
const endedLifetime = 5 * 60_000

/** The record at its old place, from where it is about to move: nobody else writes to it there any more. */
export function claimed(record: SessionRecord): NewRecord {
  const { version, idleTimeout, data, ...rest } = record
  // A touch cannot renew it.
  return { ...rest, idleTimeout: 0, data: `${claimedSign}${version},${idleTimeout}\n${data}` }
}

/** The record at its new place, as long as there may be another at the old one. */
export function arriving(record: SessionRecord): NewRecord {
  const { version: _version, data, ...rest } = record
  return { ...rest, data: `${arrivingSign}\n${data}` }
}

/** What a session leaves that has ended: nobody who is late with moving it brings it back. */
export function ended({ id, createdAt }: SessionRecord, now: number): NewRecord {
  const end = now + endedLifetime
  return {
    id,
    createdAt,
    data: endedSign,
    expiresAt: end,
    endsAt: end,
    idleTimeout: 0,
    persistent: false,
    subject: null,
  }
}

export type Place = 'settled' | 'claimed' | 'arriving' | 'ended'

/** What a record says of where the session is. */
export function placeOf({ data }: NewRecord): Place {
  if (!data.startsWith(sign)) return 'settled'
  if (data.startsWith(claimedSign)) return 'claimed'
  return data.startsWith(arrivingSign) ? 'arriving' : 'ended'
}

/** The session's record, as it was before it was put on its way. */
export function opened(record: SessionRecord): SessionRecord {
  const place = placeOf(record)
  if (place === 'settled' || place === 'ended') return record
  const line = record.data.indexOf('\n')
  const data = record.data.slice(line + 1)
  // It is stored one version earlier, so that no write goes over it that has not settled it.
  if (place === 'arriving') return { ...record, data, version: record.version + 1 }
  const [version, idleTimeout] = record.data.slice(claimedSign.length, line).split(',')
  return { ...record, data, version: Number(version), idleTimeout: Number(idleTimeout) }
}
