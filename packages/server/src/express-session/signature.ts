import { createHmac } from 'node:crypto'
import { equalInConstantTime } from '../crypto/equal.ts'
import { type ImmediateSigner, signer } from '../crypto/node.ts'

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
  return { sign, verify: (text, signature) => equalInConstantTime(sign(text), signature) }
}

/** `s:<sid>.<signature>`, as the cookie carries it. */
export function signSid(sid: string, { sign }: ImmediateSigner): string {
  return `s:${sid}.${sign(sid)}`
}

/** The sid of what follows `s:`, if one of the signers signed it. */
export function unsign(signed: string, signers: readonly ImmediateSigner[]): string | undefined {
  const dot = signed.lastIndexOf('.')
  if (dot === -1) return undefined
  const sid = signed.slice(0, dot)
  const signature = signed.slice(dot + 1)
  return signers.some(({ verify }) => verify(sid, signature)) ? sid : undefined
}
