import type { SessionRecord } from '../store.ts'

/** A record as a driver gets it: JSON, with the version of the form before all else. */
interface Stored extends SessionRecord {
  readonly form: 1
}

export function toStored(record: SessionRecord): Stored {
  return { form: 1, ...record }
}

/** The record of what a driver answered. Throws where that is none of this release. */
export function fromStored(value: unknown): SessionRecord {
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'form') !== 1) throw strange()
  const field = (name: keyof SessionRecord): unknown => Reflect.get(value, name)
  const [endsAt, subject] = [field('endsAt'), field('subject')]
  return {
    id: toText(field('id')),
    data: toText(field('data')),
    createdAt: toNumber(field('createdAt')),
    expiresAt: toNumber(field('expiresAt')),
    endsAt: endsAt === null ? null : toNumber(endsAt),
    idleTimeout: toNumber(field('idleTimeout')),
    persistent: field('persistent') === true,
    subject: subject === null ? null : toText(subject),
    version: toNumber(field('version')),
  }
}

function toText(value: unknown): string {
  if (typeof value !== 'string') throw strange()
  return value
}

function toNumber(value: unknown): number {
  if (typeof value !== 'number') throw strange()
  return value
}

function strange(): TypeError {
  return new TypeError(
    'unstorageStore: what is stored under the key is no session of this release, and is left alone',
  )
}
