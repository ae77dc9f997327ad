import { createHmac } from 'node:crypto'
import type { OptionsPlan, SecretPlan } from './program.ts'

export type Secret = string | Buffer

/** What cookie-parser has where it has the right one, and where the session's option is left out. */
export const parserSecret = 'cat in a parser'
export const otherSecret = 'cat of another app'

export function toSecret(plan: SecretPlan): Secret {
  return typeof plan === 'string' ? plan : Buffer.from(plan.buffer)
}

/** The first signs, all verify. */
export function secretsOf({ secret }: OptionsPlan): readonly Secret[] {
  if (secret === undefined) return []
  return isList(secret) ? secret.map(toSecret) : [toSecret(secret)]
}

/** The signature of cookie-signature. */
export function signatureOf(value: string, secret: Secret): string {
  return createHmac('sha256', secret).update(value).digest('base64').replace(/=+$/, '')
}

export function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}
