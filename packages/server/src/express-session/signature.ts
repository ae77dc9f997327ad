import { createHmac } from 'node:crypto'
import { splitExpressSignedId } from '../cookie/express-signed-id.ts'
import { type ImmediateSigner, isSameSignature, signer } from '../crypto/node.ts'

/** What signs the cookies of express-session: HMAC-SHA-256 in standard Base64 without padding. */
export function toSigner(secret: unknown): ImmediateSigner {
  return typeof secret === 'string' || secret instanceof Uint8Array
    ? signer(secret, 'base64')
    : keySigner(secret)
}

/** Keys and views go through `createHmac`; what is no secret at all gets its error there, when the first cookie is signed. */
function keySigner(secret: unknown): ImmediateSigner {
  function sign(text: string): string {
    if (secret === null || secret === undefined) throw new TypeError('Secret key must be provided.')
    const hmac = createHmac('sha256', secret as Parameters<typeof createHmac>[1])
    return hmac.update(text).digest('base64').replace(/=+$/, '')
  }
  return { sign, verify: (text, signature) => isSameSignature(sign(text), signature) }
}

const noSigner = keySigner(undefined)

/** What signs with secrets as they are when it is asked: apps rotate them by changing the array that they gave. */
export function signersOf(secrets: readonly unknown[]): () => readonly ImmediateSigner[] {
  let prepared: readonly unknown[] = []
  let signers: readonly ImmediateSigner[] = []
  return () => {
    if (!isSame(prepared, secrets)) {
      prepared = [...secrets]
      signers = prepared.map(toSigner)
    }
    return signers
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false
  return true
}

/** `s:<sid>.<signature>`, as the cookie carries it. Throws a `TypeError` without a secret. */
export function signSid(sid: string, { sign }: ImmediateSigner = noSigner): string {
  return `s:${sid}.${sign(sid)}`
}

/** A sid that we signed. */
export interface SignedSid {
  readonly sid: string
  /** What the cookie carried, where the newest secret signed it, so that nobody has to sign it again. */
  readonly value: string | undefined
}

/** The sid of what `signSid` made, if one of the signers signed it. */
export function unsign(value: string, signers: readonly ImmediateSigner[]): SignedSid | undefined {
  const { sid, signature } = splitExpressSignedId(value) ?? {}
  if (sid === undefined || signature === undefined) return undefined
  const index = signers.findIndex((signer) => signer.verify(sid, signature))
  return index === -1 ? undefined : { sid, value: index === 0 ? value : undefined }
}
