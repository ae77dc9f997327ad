/** A module that decides, and the tests that have to notice when it decides otherwise. */
export interface Module {
  readonly name: string
  readonly file: string
  /** Globs. None of them needs a server or a browser: a mutant is judged in seconds. */
  readonly tests: readonly string[]
}

const engine = ['packages/server/src/core/*/*.test.ts', 'packages/server/test/engine-*.test.ts']

function inCore(floor: string, name: string, tests: readonly string[] = engine): Module {
  return { name, file: `packages/server/src/core/${floor}/${name}.ts`, tests }
}

export const modules: readonly Module[] = [
  inCore('request', 'decision'),
  inCore('carrier', 'lifetime'),
  {
    name: 'merge',
    file: 'packages/server/src/session/merge.ts',
    tests: ['packages/server/src/session/merge*.test.ts', 'packages/server/test/engine-merging.test.ts'],
  },
  inCore('write', 'compare-and-set'),
  inCore('request', 'commit', [...engine, 'packages/server/test/ways-out/*.test.ts']),
  {
    name: 'signed-id',
    file: 'packages/server/src/cookie/signed-id.ts',
    tests: ['packages/server/src/cookie/*.test.ts', 'packages/server/src/crypto/*.test.ts'],
  },
  {
    name: 'turns',
    file: 'packages/server/src/store/legacy/turns.ts',
    tests: ['packages/server/src/store/legacy/*.test.ts', 'packages/server/src/store/legacy*.test.ts'],
  },
  {
    name: 'safe-target',
    file: 'packages/contract/src/safe-target.ts',
    tests: ['packages/contract/src/*.test.ts'],
  },
  {
    name: 'due',
    file: 'packages/client/src/activity/due.ts',
    tests: ['packages/client/src/activity/due.test.ts'],
  },
  {
    name: 'bounds',
    file: 'packages/client/src/time/bounds.ts',
    tests: ['packages/client/src/time/bounds.test.ts'],
  },
  {
    name: 'back-off',
    file: 'packages/client/src/http/back-off.ts',
    tests: ['packages/client/src/http/back-off.test.ts'],
  },
  {
    name: 'redirect-policy',
    file: 'packages/client/src/redirect/policy.ts',
    tests: ['packages/client/src/redirect/policy.test.ts'],
  },
]
