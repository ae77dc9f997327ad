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

/** The sid of a value that one of the signers signed; else `undefined`: forged, cut, or not ours. Never throws. */
export function openSignedId(value: string, signers: readonly Signer[]): MaybePromise<string | undefined> {
  const dot = value.length - signatureLength - 1
  if (dot < 1 || value.charCodeAt(dot) !== 0x2e) return undefined
  const sid = value.slice(0, dot)
  return fitsCookie(sid) ? verifyFrom(0, sid, value.slice(dot + 1), signers) : undefined
}

function verifyFrom(
  first: number,
  sid: string,
  signature: string,
  signers: readonly Signer[],
): MaybePromise<string | undefined> {
  for (let index = first; index < signers.length; index++) {
    const isGood = signers[index]?.verify(sid, signature)
    if (isGood === true) return sid
    if (isGood === false || isGood === undefined) continue
    return isGood.then((good) => (good ? sid : verifyFrom(index + 1, sid, signature, signers)))
  }
  return undefined
}
