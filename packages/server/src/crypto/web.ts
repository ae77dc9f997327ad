import { equalInConstantTime } from './equal.ts'
import type { Crypto, Signer } from './port.ts'

const encoder = new TextEncoder()

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function signer(secret: string | Uint8Array): Signer {
  const bytes = typeof secret === 'string' ? encoder.encode(secret) : new Uint8Array(secret)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  let imported: ReturnType<typeof importKey> | undefined

  const importKey = () => globalThis.crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])

  async function sign(text: string): Promise<string> {
    imported ??= importKey()
    return toBase64Url(
      new Uint8Array(await globalThis.crypto.subtle.sign('HMAC', await imported, encoder.encode(text))),
    )
  }

  return {
    sign,
    verify: async (text, signature) => equalInConstantTime(await sign(text), signature),
  }
}

async function sha256(text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', encoder.encode(text))))
}

function randomId(bytes: number): string {
  return toBase64Url(globalThis.crypto.getRandomValues(new Uint8Array(bytes)))
}

export const crypto: Crypto = { immediate: false, signer, sha256, randomId }
