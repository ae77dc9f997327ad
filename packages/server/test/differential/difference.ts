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
