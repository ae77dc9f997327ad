import type { Signer } from '../crypto/port.ts'
import { signatureLength } from '../crypto/port.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import { isSigned } from './signed-id.ts'

const base64 = /^[A-Za-z\d+/]+$/

/** What a cookie of express-session says: `s:<sid>.<signature>`. */
export function splitExpressSignedId(text: string): { sid: string; signature: string } | undefined {
  const dot = text.lastIndexOf('.')
  if (!text.startsWith('s:') || dot < 2) return undefined
  return { sid: text.slice(2, dot), signature: text.slice(dot + 1) }
}

/**
 * The sid of a cookie of express-session, in percent-encoding, if one of the signers signed it; else `undefined`. Its
 * signature is base64 without padding, which is base64url but for two characters. Never throws.
 */
export function openExpressSignedId(
  value: string,
  signers: readonly Signer[],
): MaybePromise<string | undefined> {
  const { sid, signature } = splitExpressSignedId(decodeCookieValue(value)) ?? {}
  if (!sid || signature?.length !== signatureLength || !base64.test(signature)) return undefined
  const isGood = isSigned({ sid, signature: toBase64Url(signature) }, signers)
  return andThen(isGood, (good) => (good ? sid : undefined))
}

function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_')
}

/** As it is where it is no percent-encoding. */
export function decodeCookieValue(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
