import type { Signer } from '../crypto/port.ts'
import { signatureLength } from '../crypto/port.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'

/** The printable characters of a cookie value (RFC 6265 §4.1.1), so that nothing needs escaping. */
const cookieOctets = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/

/** Whether a sid can stand in a cookie as it is. */
export function fitsCookie(sid: string): boolean {
  return sid.length <= 1024 && cookieOctets.test(sid)
}

/** `<sid>.<signature>`: what the cookie carries. The first signer signs. */
export function signId(sid: string, signers: readonly [Signer, ...Signer[]]): MaybePromise<string> {
  return andThen(signers[0].sign(sid), (signature) => `${sid}.${signature}`)
}

/** What a cookie says: a sid, and a signature that nobody has verified yet. */
export interface SignedId {
  readonly sid: string
  readonly signature: string
}

/** The two parts of a cookie's value; `undefined` where it cannot be one of ours. Never throws. */
export function splitSignedId(value: string): SignedId | undefined {
  const dot = value.length - signatureLength - 1
  if (dot < 1 || value.charCodeAt(dot) !== 0x2e) return undefined
  const sid = value.slice(0, dot)
  return fitsCookie(sid) ? { sid, signature: value.slice(dot + 1) } : undefined
}

/** Whether one of the signers made the signature. Never throws. */
export function isSigned(
  { sid, signature }: SignedId,
  signers: readonly Signer[],
  first: number = 0,
): MaybePromise<boolean> {
  for (let index = first; index < signers.length; index++) {
    const isGood = signers[index]?.verify(sid, signature)
    if (isGood === true) return true
    if (isGood === false || isGood === undefined) continue
    return isGood.then((good) => good || isSigned({ sid, signature }, signers, index + 1))
  }
  return false
}
