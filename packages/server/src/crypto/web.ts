import type { Crypto, Signer } from './port.ts'
import { fromBase64Url, toBase64Url } from './web-base64.ts'
import { sealer } from './web-sealer.ts'

const encoder = new TextEncoder()

/** Of 32 bytes, spelled as `sign` does: the last character stands for four bits, so its others are 0. */
const signatureText = /^[\w-]{42}[AEIMQUYcgkosw048]$/

function signer(secret: string | Uint8Array): Signer {
  const { subtle } = globalThis.crypto
  const bytes = typeof secret === 'string' ? encoder.encode(secret) : new Uint8Array(secret)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const importKey = () => subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify'])
  let imported: ReturnType<typeof importKey> | undefined
  const key = () => (imported ??= importKey())

  return {
    sign: async (text) =>
      toBase64Url(new Uint8Array(await subtle.sign('HMAC', await key(), encoder.encode(text)))),
    verify: async (text, signature) =>
      signatureText.test(signature) &&
      subtle.verify('HMAC', await key(), fromBase64Url(signature), encoder.encode(text)),
  }
}

async function sha256(text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', encoder.encode(text))))
}

function randomId(bytes: number): string {
  return toBase64Url(globalThis.crypto.getRandomValues(new Uint8Array(bytes)))
}

export const crypto: Crypto = { immediate: false, signer, sealer, sha256, randomId }
