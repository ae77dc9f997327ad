import type { Signer } from '../crypto/port.ts'
import { signatureLength } from '../crypto/port.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'

/** What express-session puts before a signed value. */
const prefix = 's:'
const base64 = /^[A-Za-z\d+/]+$/

/**
 * The sid of a cookie of express-session, `s:<sid>.<signature>` in percent-encoding, if one of the signers signed it; else
 * `undefined`. Its signature is base64 without padding, which is base64url but for two characters. Never throws.
 */
export function openExpressSignedId(
  value: string,
  signers: readonly Signer[],
): MaybePromise<string | undefined> {
  const text = decode(value)
  const dot = text.length - signatureLength - 1
  if (!text.startsWith(prefix) || dot <= prefix.length || text[dot] !== '.') return undefined
  const signature = text.slice(dot + 1)
  if (!base64.test(signature)) return undefined
  return verifyFrom(0, text.slice(prefix.length, dot), toBase64Url(signature), signers)
}

function verifyFrom(
  index: number,
  sid: string,
  signature: string,
  signers: readonly Signer[],
): MaybePromise<string | undefined> {
  const signer = signers[index]
  if (signer === undefined) return undefined
  return andThen(signer.verify(sid, signature), (isGood) =>
    isGood ? sid : verifyFrom(index + 1, sid, signature, signers),
  )
}

function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_')
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
