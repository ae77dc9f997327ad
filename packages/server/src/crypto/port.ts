import type { MaybePromise } from '../maybe-promise.ts'

/** Signs and verifies with one secret: HMAC-SHA-256 (RFC 2104), base64url. */
export interface Signer {
  sign(text: string): MaybePromise<string>
  /** Compares in constant time. */
  verify(text: string, signature: string): MaybePromise<boolean>
}

/** A signer that answers at once. */
export interface ImmediateSigner extends Signer {
  sign(text: string): string
  verify(text: string, signature: string): boolean
}

/**
 * Seals texts with one secret, so that nobody else can read or change them: AES-256-GCM (NIST SP 800-38D) under a key that
 * HKDF-SHA-256 (RFC 5869) derives from the secret. Each text gets a random nonce of 96 bits, so one secret is good for 2^32
 * texts (SP 800-38D §8.3).
 */
export interface Sealer {
  /** The sealed text, base64url. It opens only with the same `context`, such as the name of the place that it is kept in. */
  seal(text: string, context: string): MaybePromise<string>
  /** What was sealed; `undefined` for anything else. Never throws or rejects. */
  open(sealed: string, context: string): MaybePromise<string | undefined>
}

/** A sealer that answers at once. */
export interface ImmediateSealer extends Sealer {
  seal(text: string, context: string): string
  open(sealed: string, context: string): string | undefined
}

/** The cryptography that the engine needs. Which module answers is the package's `imports` map: `#crypto`. */
export interface Crypto {
  /** Whether every answer comes at once, never as a promise. */
  readonly immediate: boolean
  signer(secret: string | Uint8Array): Signer
  /** What was sealed for one `purpose` does not open for another. */
  sealer(secret: string | Uint8Array, purpose: string): Sealer
  /** SHA-256 of the text's UTF-8, base64url. */
  sha256(text: string): MaybePromise<string>
  /** That many random bytes from a cryptographic source, base64url. */
  randomId(bytes: number): string
}

/** Of an HMAC-SHA-256 in base64url, or in base64 without padding. */
export const signatureLength = 43

/**
 * How a sealed text is laid out: one byte for this format, two that tell the keys of several secrets apart, then, in base64url of
 * their own, 12 bytes of nonce, the encrypted UTF-8 of the text, and 16 bytes that authenticate all of it and the context.
 */
export const sealFormat = 1
export const keyHintBytes = 2
export const keyBytes = 32
export const nonceBytes = 12
export const tagBytes = 16
/** Characters before the nonce. */
export const sealPrefixLength = 4

/** Characters of a text of so many bytes of UTF-8, sealed. */
export function sealedLength(textBytes: number): number {
  return sealPrefixLength + Math.ceil(((nonceBytes + textBytes + tagBytes) * 4) / 3)
}

/** What the tag authenticates beside the text. The prefix is of one length, so no two pairs have the same. */
export function sealedWith(prefix: string, context: string): string {
  return prefix + context
}
