/** A change that no test can notice, or that none should: what was replaced, by what, and why that is well. */
export interface Explained {
  readonly module: string
  readonly was: string
  readonly becomes: string
  readonly because: string
}

export const explained: readonly Explained[] = []
