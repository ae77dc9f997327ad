import { createHmac } from 'node:crypto'
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

/** What signs with secrets as they are when it is asked: apps rotate them by changing the array that they gave. */
export function signersOf(
  secrets: readonly unknown[],
  wrap: (signer: ImmediateSigner) => ImmediateSigner = (signer) => signer,
): () => readonly ImmediateSigner[] {
  let prepared: readonly unknown[] = []
  let signers: readonly ImmediateSigner[] = []
  return () => {
    const isSame = secrets.length === prepared.length && secrets.every((each, at) => each === prepared[at])
    if (!isSame) {
      prepared = [...secrets]
      signers = prepared.map((secret) => wrap(toSigner(secret)))
    }
    return signers
  }
}
