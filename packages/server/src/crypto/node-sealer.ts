import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomFillSync } from 'node:crypto'
import {
  type ImmediateSealer,
  keyBytes,
  keyHintBytes,
  nonceBytes,
  sealedLength,
  sealedWith,
  sealFormat,
  sealPrefixLength,
  tagBytes,
} from './port.ts'

const algorithm = 'aes-256-gcm'
const shortest = sealedLength(0)

// One draw of the system's generator serves many nonces: the call costs far more than its bytes.
const pool = Buffer.alloc(4096 - (4096 % nonceBytes))
let used = pool.length

function drawNonce(target: Buffer): void {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  pool.copy(target, 0, used, used + nonceBytes)
  used += nonceBytes
}

/** The key is derived here, once. */
export function sealer(secret: string | Uint8Array, purpose: string): ImmediateSealer {
  const derived = Buffer.from(hkdfSync('sha256', Buffer.from(secret), '', purpose, keyBytes + keyHintBytes))
  const key = createSecretKey(derived.subarray(0, keyBytes))
  const prefix = Buffer.from([sealFormat, ...derived.subarray(keyBytes)]).toString('base64url')

  return {
    seal(text, context) {
      const nonce = Buffer.allocUnsafe(nonceBytes)
      drawNonce(nonce)
      const cipher = createCipheriv(algorithm, key, nonce)
      cipher.setAAD(Buffer.from(sealedWith(prefix, context)))
      const encrypted = cipher.update(text, 'utf8')
      cipher.final()
      return prefix + Buffer.concat([nonce, encrypted, cipher.getAuthTag()]).toString('base64url')
    },
    open(sealed, context) {
      if (sealed.length < shortest || !sealed.startsWith(prefix)) return undefined
      const body = sealed.slice(sealPrefixLength)
      const bytes = Buffer.from(body, 'base64url')
      // Base64 is read leniently: one spelling alone is ours.
      if (bytes.toString('base64url') !== body) return undefined
      const end = bytes.length - tagBytes
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(sealedWith(prefix, context)))
      decipher.setAuthTag(bytes.subarray(end))
      const text = decipher.update(bytes.subarray(nonceBytes, end), undefined, 'utf8')
      try {
        return text + decipher.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}
