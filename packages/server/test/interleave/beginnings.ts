import type { Beginning, Browser, Step } from './scenario.ts'

/** A request that is answered before the scenario begins. */
export interface Earlier {
  readonly browser: Browser
  readonly steps: readonly Step[]
  /** The browser that gets the cookie as well. */
  readonly plants?: Browser
}

const visit = ['write', 'append'] as const
const signIn = ['write', 'append', 'sign in'] as const

const beginnings: Readonly<Record<Beginning, readonly Earlier[]>> = {
  nobody: [],
  'a visitor': [{ browser: 'Ann', steps: visit }],
  'signed in': [{ browser: 'Ann', steps: signIn }],
  'two people': [
    { browser: 'Ann', steps: signIn },
    { browser: 'Bob', steps: signIn },
  ],
  'two browsers': [
    { browser: 'Ann', steps: signIn },
    { browser: "Ann's phone", steps: signIn },
  ],
  planted: [{ browser: 'Mallory', steps: visit, plants: 'Ann' }],
}

export function beginningOf(beginning: Beginning): readonly Earlier[] {
  return beginnings[beginning]
}
