/** An app of somebody who installed the packages. */
export interface App {
  readonly name: string
  /** Its folder in `consumer`. Default: its name. */
  readonly source?: string
  /** Packages of ours that it does without. */
  readonly without?: readonly string[]
  /** In the version that this repository has, or in one that is named. */
  readonly dependencies: readonly string[]
  /** Whether it has the frameworks that our packages can work with. */
  readonly hasPeers?: boolean
  readonly checks: readonly Check[]
}

/** Throws with what went wrong. */
export type Check = (app: InstalledApp) => Promise<void>

export interface InstalledApp {
  readonly name: string
  readonly folder: string
  /** TypeScript's compiler. */
  readonly tsc: string
  /** What can be imported of the packages that it has. */
  readonly doors: readonly string[]
}
