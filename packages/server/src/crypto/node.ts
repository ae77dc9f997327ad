import { hash, randomFillSync, timingSafeEqual } from 'node:crypto'
import { sealer } from './node-sealer.ts'
import { type Crypto, type ImmediateSigner, signatureLength } from './port.ts'

export type { ImmediateSigner } from './port.ts'

const blockSize = 64
const digestSize = 32
const maxTextBytes = 1024
/** Of one character in UTF-8: a text that comes closer to the end of the buffer may have been cut. */
const maxCharacterBytes = 4

/**
 * HMAC written out (RFC 2104 §2) over two one-shot hashes: half the cost of `createHmac`, which builds
 * a stream object for every signature. A test compares it with `createHmac`. `base64` is standard Base64 without padding.
 */
export function signer(
  secret: string | Uint8Array,
  encoding: 'base64url' | 'base64' = 'base64url',
): ImmediateSigner {
  const bytes = Buffer.from(secret)
  const key = Buffer.alloc(blockSize)
  if (bytes.length > blockSize) key.set(hash('sha256', bytes, 'buffer'))
  else key.set(bytes)
  const inner = Buffer.alloc(blockSize + maxTextBytes)
  const outer = Buffer.alloc(blockSize + digestSize)
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ 0x36
    outer[index] = byte ^ 0x5c
  }
  // Sids are of one length, so the view of the message is made once.
  let message = inner.subarray(0, blockSize)

  function sign(text: string): string {
    const end = blockSize + inner.write(text, blockSize, 'utf8')
    if (end > inner.length - maxCharacterBytes) {
      message = Buffer.concat([inner.subarray(0, blockSize), Buffer.from(text)])
    } else if (message.length !== end) {
      message = inner.subarray(0, end)
    }
    outer.write(hash('sha256', message, 'binary'), blockSize, 'latin1')
    return hash('sha256', outer, encoding).slice(0, signatureLength)
  }

  return { sign, verify: (text, signature) => isSameSignature(sign(text), signature) }
}

const expectedBytes = Buffer.alloc(signatureLength)
const givenBytes = Buffer.alloc(signatureLength)

/**
 * Whether a signature that was given, which may be any text, is the one expected, in a time that says nothing of where they
 * differ. Both are compared as text: base64 is read leniently, so one signature has several spellings. The buffers are made
 * once, for `Buffer.from` costs more than the comparison.
 */
export function isSameSignature(expected: string, given: string): boolean {
  return (
    given.length === signatureLength &&
    // Fewer bytes are written where a character of several does not fit.
    givenBytes.write(given) === signatureLength &&
    expectedBytes.write(expected) === signatureLength &&
    timingSafeEqual(expectedBytes, givenBytes)
  )
}

// One draw of the system's generator serves many IDs: the call costs far more than its bytes.
const pool = Buffer.alloc(4096)
let used = pool.length

function randomId(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const id = pool.toString('base64url', used, used + bytes)
  pool.fill(0, used, used + bytes)
  used += bytes
  return id
}

export const crypto: Crypto = {
  immediate: true,
  signer: (secret) => signer(secret),
  sealer,
  sha256: (text) => hash('sha256', text, 'base64url'),
  randomId,
}
