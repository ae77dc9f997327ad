/** What `sealedCookie` returns: it takes the place of a store. */
export interface SealedCookie {
  /** For `createSessions` alone. Throws `option-invalid`. */
  '~prepare'(options: object): object
}
