import { autoInCookieFunction } from './differences/auto-in-cookie-function.ts'
import { destroyedStays } from './differences/destroyed-stays.ts'
import { leftAloneAfterFailure } from './differences/left-alone-after-failure.ts'
import { orderedWrites } from './differences/ordered-writes.ts'
import { parallelWrites } from './differences/parallel-writes.ts'
import { pathBoundary } from './differences/path-boundary.ts'
import { savedBeforeSent } from './differences/saved-before-sent.ts'
import { thrownByStore } from './differences/thrown-by-store.ts'
import type { Program } from './program.ts'
import type { RequestObservation } from './recorder.ts'
import type { Variant } from './variants.ts'

/** A way in which the drop-in is meant to differ from express-session. */
export interface Difference {
  readonly name: string
  readonly reason: string
  /** Whether a run of the program can show it. */
  readonly concerns: (program: Program) => boolean
  /** Makes an express-session that has it, with which the drop-in must then agree in everything. */
  readonly amend: Variant
  /** Takes out of a request what no amendment can imitate. */
  readonly level?: (request: RequestObservation) => RequestObservation
}

/**
 * All of them, as `docs/migrating-from-express-session.md` lists them too. Where several change the store, what comes later
 * stands before it.
 */
export const differences: readonly Difference[] = [
  thrownByStore,
  parallelWrites,
  destroyedStays,
  orderedWrites,
  savedBeforeSent,
  leftAloneAfterFailure,
  autoInCookieFunction,
  pathBoundary,
]
