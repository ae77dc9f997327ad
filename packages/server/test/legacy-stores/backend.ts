import type { LegacyStore } from '../../src/store/legacy.ts'
import type { SessionModule } from './session-module.ts'

export interface OpenStore {
  readonly store: LegacyStore
  close(): unknown
}

/** A real store, and where it keeps sessions. */
export interface Backend {
  /** The store as an app that starts makes it, with what earlier ones stored in that place: a table, a file, a prefix. */
  open(session: SessionModule, place: string): Promise<OpenStore> | OpenStore
  /** How many milliseconds its server or database still keeps a session, where the machine's clock does not tell. */
  timeLeft?(place: string, sid: string): Promise<number> | number
}

let places = 0

/** A place that is empty. No two runs share one, for they may share a server. */
export function newPlace(): string {
  places += 1
  return `sojourn_${process.pid}_${Date.now().toString(36)}_${places}`
}
