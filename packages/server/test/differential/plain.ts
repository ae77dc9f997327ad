import type { Attribute, Moment } from './program.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What JSON would drop or mix up gets a name. */
export function toPlain(value: unknown): unknown {
  if (value === undefined) return '<undefined>'
  if (typeof value === 'number' && !Number.isFinite(value)) return `<${value}>`
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? '<broken date>' : `<${value.toISOString()}>`
  if (typeof value === 'function') return '<function>'
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]))
}

/** What a store that keeps JSON would keep. */
export function toJson(value: unknown): unknown {
  const text = JSON.stringify(value)
  return text === undefined ? '<undefined>' : JSON.parse(text)
}

export function toAttribute(plan: Attribute, time: VirtualTime): unknown {
  return isMoment(plan) ? new Date(time.now() + plan.in) : plan
}

function isMoment(value: Attribute): value is Moment {
  return typeof value === 'object' && value !== null
}

/** What an app could tell an error by. */
export function toErrorText(error: unknown): string {
  if (!(error instanceof Error)) return `<not an error> ${String(error)}`
  const { name, message } = error
  const code = 'code' in error ? String(error.code) : undefined
  // Where express-session has no error, and for those of Node.js, the code is what counts.
  if (name === 'SessionError' || code?.startsWith('ERR_')) return `${name} (${code})`
  // Which property of nothing was read first is no promise.
  if (/^Cannot (read|destructure) propert/.test(message)) return `${name}: something is not there`
  return code === undefined ? `${name}: ${message}` : `${name}: ${message} (${code})`
}
