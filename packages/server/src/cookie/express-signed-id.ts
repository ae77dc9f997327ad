import type { ImmediateSigner } from '../crypto/node.ts'
import type { Signer } from '../crypto/port.ts'
import { signatureLength } from '../crypto/port.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import { isSigned } from './signed-id.ts'

const base64 = /^[A-Za-z\d+/]+$/

/** A sid that we signed. */
export interface SignedSid {
  readonly sid: string
  /** What the cookie carried, where the newest secret signed it, so that nobody has to sign it again. */
  readonly value: string | undefined
}

/** `s:<sid>.<signature>`, as a cookie of express-session carries it. Throws a `TypeError` without a secret. */
export function signSid(sid: string, signer: ImmediateSigner | undefined): string {
  if (signer === undefined) throw new TypeError('Secret key must be provided.')
  return `s:${sid}.${signer.sign(sid)}`
}

/** The sid of what `signSid` made, if one of the signers, which sign in base64, signed it. */
export function unsign(value: string, signers: readonly ImmediateSigner[]): SignedSid | undefined {
  const { sid, signature } = split(value) ?? {}
  if (sid === undefined || signature === undefined) return undefined
  const index = signers.findIndex((signer) => signer.verify(sid, signature))
  return index === -1 ? undefined : { sid, value: index === 0 ? value : undefined }
}

/**
 * The sid of a cookie of express-session, in percent-encoding, if one of the signers signed it; else `undefined`. Its
 * signature is base64 without padding, which is base64url but for two characters. Never throws.
 */
export function openExpressSignedId(
  value: string,
  signers: readonly Signer[],
): MaybePromise<string | undefined> {
  const { sid, signature } = split(decodeCookieValue(value)) ?? {}
  if (!sid || signature?.length !== signatureLength || !base64.test(signature)) return undefined
  const isGood = isSigned({ sid, signature: toBase64Url(signature) }, signers)
  return andThen(isGood, (good) => (good ? sid : undefined))
}

function split(text: string): { sid: string; signature: string } | undefined {
  const dot = text.lastIndexOf('.')
  if (!text.startsWith('s:') || dot < 2) return undefined
  return { sid: text.slice(2, dot), signature: text.slice(dot + 1) }
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
