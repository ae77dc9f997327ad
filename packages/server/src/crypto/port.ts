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

/** The cryptography that the engine needs. Which module answers is the package's `imports` map: `#crypto`. */
export interface Crypto {
  /** Whether every answer comes at once, never as a promise. */
  readonly immediate: boolean
  signer(secret: string | Uint8Array): Signer
  /** SHA-256 of the text's UTF-8, base64url. */
  sha256(text: string): MaybePromise<string>
  /** That many random bytes from a cryptographic source, base64url. */
  randomId(bytes: number): string
}

/** Of an HMAC-SHA-256 in base64url, or in base64 without padding. */
export const signatureLength = 43
