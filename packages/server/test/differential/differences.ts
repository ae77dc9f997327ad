import type { Difference } from './difference.ts'
import { autoInCookieFunction } from './differences/auto-in-cookie-function.ts'
import { destroyedStays } from './differences/destroyed-stays.ts'
import { leftAloneAfterFailure } from './differences/left-alone-after-failure.ts'
import { orderedWrites } from './differences/ordered-writes.ts'
import { parallelWrites } from './differences/parallel-writes.ts'
import { pathBoundary } from './differences/path-boundary.ts'
import { savedBeforeSent } from './differences/saved-before-sent.ts'
import { thrownByStore } from './differences/thrown-by-store.ts'

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
