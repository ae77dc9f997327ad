import type { Received } from './in-process.ts'
import type { RequestPlan } from './scenario.ts'

export type Data = Readonly<Record<string, unknown>>

/** One request of a run, and what came of it. */
export interface RequestRun {
  readonly name: string
  readonly plan: RequestPlan
  /** The key that its cookie led to; `undefined`: it brought none. */
  key: string | undefined
  /** The data when its handler began, where it looks at them at all. */
  loaded: Data | undefined
  /** What it read later. */
  readonly seen: Data[]
  /** The steps that the handler was told are done. */
  readonly done: string[]
  /** What its handler failed with, or its response, which the drop-in lets go all the same. */
  error: unknown
  answer: Received | 'cut off' | undefined
  /** The keys that its response gave the browser. */
  readonly given: string[]
  /** Milliseconds of the store's silence that it waited through. */
  waited: number
  isBegun: boolean
}
