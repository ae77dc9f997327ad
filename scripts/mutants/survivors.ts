/** A change that no test notices, and why that is well. */
export interface Explained {
  readonly module: string
  /** The line that it begins on. */
  readonly on: string
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
    on: 'if (dot < 1 || value.charCodeAt(dot) !== 0x2e) return undefined',
    was: 'dot < 1',
    becomes: 'false',
    isEquivalent: true,
    because:
      'Before the first character there is no dot, and a dot at 0 leaves an empty sid, which fits no cookie.',
  },
  {
    module: 'signed-id',
    on: 'for (let index = first; index < signers.length; index++) {',
    was: 'index < signers.length',
    becomes: 'index <= signers.length',
    isEquivalent: true,
    because: 'Behind the last signer there is none, and none verifies nothing.',
  },
  {
    module: 'signed-id',
    on: 'const isGood = signers[index]?.verify(sid, signature)',
    was: 'signers[index]?.verify',
    becomes: 'signers[index].verify',
    isEquivalent: true,
    because: 'The loop ends with the list; only the type says that an index may lead nowhere.',
  },
  {
    module: 'signed-id',
    on: 'if (isGood === false || isGood === undefined) continue',
    was: 'isGood === undefined',
    becomes: 'false',
    isEquivalent: true,
    because: 'For the same reason it is never undefined.',
  },
  {
    module: 'commit',
    on: "case 'skip':",
    was: "'skip'",
    becomes: '""',
    isEquivalent: true,
    because: 'No case is as good as one that does nothing.',
  },
  {
    module: 'commit',
    on: "case 'unset-keep':",
    was: "'unset-keep'",
    becomes: '""',
    isEquivalent: true,
    because: 'As above.',
  },
  {
    module: 'commit',
    on: 'if (session === undefined) return',
    was: 'session === undefined',
    becomes: 'false',
    isEquivalent: true,
    because: 'What is saved is there; only the type says that it may not be.',
  },
  {
    module: 'merge',
    on: 'if (ours === undefined || isEqual(before, ours)) return stored',
    was: 'ours === undefined',
    becomes: 'false',
    isEquivalent: true,
    because:
      'What is missing here was not there before either, or it was deleted: equality answers the same.',
  },
  {
    module: 'merge',
    on: 'if (stored === undefined || isEqual(before, stored)) return ours',
    was: 'stored === undefined',
    becomes: 'false',
    isEquivalent: true,
    because:
      'What is missing there was not there before either, or it was deleted: equality answers the same.',
  },
  {
    module: 'merge',
    on: 'return after.length >= before.length && before.every((item, index) => isEqual(item, after[index]))',
    was: 'after.length >= before.length',
    becomes: 'true',
    isEquivalent: true,
    because: 'A shorter list lacks an item, which equals none of JSON.',
  },
  {
    module: 'merge',
    on: 'return after.length >= before.length && before.every((item, index) => isEqual(item, after[index]))',
    was: 'after.length >= before.length',
    becomes: 'after.length > before.length',
    isEquivalent: true,
    because:
      'A list of the same length that begins with the same items did not change, which was asked before.',
  },
  {
    module: 'merge',
    on: 'if (there === undefined || here === undefined || isEqual(here, there)) return false',
    was: 'here === undefined',
    becomes: 'false',
    isEquivalent: true,
    because: 'The keys are those of this side, so here is always something.',
  },
  {
    module: 'merge',
    on: 'if (ours === undefined || stored === undefined) return false',
    was: 'ours === undefined',
    becomes: 'false',
    isEquivalent: true,
    because: 'The keys are those of this side, so it has a value.',
  },
  {
    module: 'turns',
    on: 'if (line.conflict === undefined) this.#pass(key, line, turn)',
    was: 'line.conflict === undefined',
    becomes: 'false',
    isEquivalent: false,
    because: 'The next one goes ahead fifty microtasks later, which is a matter of speed alone.',
  },
  {
    module: 'turns',
    on: 'for (let passed = 0; passed < retryWindow && line.turn === turn; passed += 1) await undefined',
    was: 'passed < retryWindow',
    becomes: 'passed <= retryWindow',
    isEquivalent: false,
    because: 'One microtask more or less: the window is several times what a caller takes.',
  },
  {
    module: 'turns',
    on: 'for (let passed = 0; passed < retryWindow && line.turn === turn; passed += 1) await undefined',
    was: 'line.turn === turn',
    becomes: 'true',
    isEquivalent: true,
    because: 'It waits on for a turn that is over, and then lets nobody go ahead.',
  },
  {
    module: 'turns',
    on: "return isRecord && typeof current.version === 'number' ? current.version : undefined",
    was: "typeof current.version === 'number'",
    becomes: 'true',
    isEquivalent: true,
    because: 'No write names a version that is no number, so that nobody is taken for a retry.',
  },
]
