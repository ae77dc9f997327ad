/** The names behind a door. */
export interface Door {
  readonly values: readonly string[]
  readonly types: readonly string[]
}
