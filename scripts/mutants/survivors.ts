/** A change that no test notices, and why that is well. */
export interface Explained {
  readonly module: string
  /** The code that was replaced, and by what, each on one line. */
  readonly was: string
  readonly becomes: string
  /** Whether the code does the same afterwards, so that nothing could be noticed; else it counts against the module. */
  readonly isEquivalent: boolean
  readonly because: string
}

export const explained: readonly Explained[] = [
  {
    module: 'signed-id',
    was: 'dot < 1',
    becomes: 'false',
    isEquivalent: true,
    because:
      'Before the first character there is no dot, and a dot at 0 leaves an empty sid, which fits no cookie.',
  },
  {
    module: 'signed-id',
    was: 'index < signers.length',
    becomes: 'index <= signers.length',
    isEquivalent: true,
    because: 'Behind the last signer there is none, and none verifies nothing.',
  },
  {
    module: 'signed-id',
    was: 'signers[index]?.verify',
    becomes: 'signers[index].verify',
    isEquivalent: true,
    because: 'The loop ends with the list; only the type says that an index may lead nowhere.',
  },
  {
    module: 'signed-id',
    was: 'isGood === undefined',
    becomes: 'false',
    isEquivalent: true,
    because: 'For the same reason it is never undefined.',
  },
]
