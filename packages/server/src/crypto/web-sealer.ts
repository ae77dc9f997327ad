import {
  keyBytes,
  keyHintBytes,
  nonceBytes,
  type Sealer,
  sealedLength,
  sealedWith,
  sealFormat,
  sealPrefixLength,
  tagBytes,
} from './port.ts'
import { fromBase64Url, toBase64Url } from './web-base64.ts'

const encoder = new TextEncoder()
const shortest = sealedLength(0)
const bodyText = /^[\w-]+$/

/** The key is derived when it is first needed, once. */
export function sealer(secret: string | Uint8Array, purpose: string): Sealer {
  const { subtle } = globalThis.crypto
  const bytes = typeof secret === 'string' ? encoder.encode(secret) : new Uint8Array(secret)

  async function derive() {
    const base = await subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits'])
    const parameters = {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(),
      info: encoder.encode(purpose),
    }
    const derived = new Uint8Array(await subtle.deriveBits(parameters, base, 8 * (keyBytes + keyHintBytes)))
    const key = await subtle.importKey('raw', derived.slice(0, keyBytes), 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ])
    return { key, prefix: toBase64Url(new Uint8Array([sealFormat, ...derived.slice(keyBytes)])) }
  }
  let derived: ReturnType<typeof derive> | undefined
  const keyed = () => (derived ??= derive())
  const parameters = (iv: Uint8Array<ArrayBuffer>, prefix: string, context: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: encoder.encode(sealedWith(prefix, context)),
    tagLength: 8 * tagBytes,
  })

  return {
    async seal(text, context) {
      const { key, prefix } = await keyed()
      const nonce = globalThis.crypto.getRandomValues(new Uint8Array(nonceBytes))
      const sealed = await subtle.encrypt(parameters(nonce, prefix, context), key, encoder.encode(text))
      const body = new Uint8Array(nonceBytes + sealed.byteLength)
      body.set(nonce)
      body.set(new Uint8Array(sealed), nonceBytes)
      return prefix + toBase64Url(body)
    },
    async open(sealed, context) {
      const { key, prefix } = await keyed()
      if (sealed.length < shortest || !sealed.startsWith(prefix)) return undefined
      const text = sealed.slice(sealPrefixLength)
      if (!bodyText.test(text) || text.length % 4 === 1) return undefined
      const body = fromBase64Url(text)
      // Base64 is read leniently: one spelling alone is ours.
      if (toBase64Url(body) !== text) return undefined
      try {
        const nonce = body.slice(0, nonceBytes)
        const opened = await subtle.decrypt(parameters(nonce, prefix, context), key, body.slice(nonceBytes))
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(opened)
      } catch {
        return undefined
      }
    },
  }
}
