import { isPromise, type MaybePromise } from '../../../src/maybe-promise.ts'
import type { ProcessVersions } from '../../../src/store/legacy/process-versions.ts'

type Class = new () => ProcessVersions

/** A memory for which a destroy is over when it begins: who loads meanwhile writes the session once more. */
export function notWaitingForDestroy(AsTheyAre: Class): Class {
  return class extends AsTheyAre {
    override end(sid: string, destroy: Parameters<ProcessVersions['end']>[1]): MaybePromise<void> {
      const destroyed: MaybePromise<void>[] = []
      const noted = super.end(sid, (turn) => {
        destroyed.push(destroy(turn))
      })
      return isPromise(noted) ? noted.then(() => destroyed[0]) : destroyed[0]
    }
  }
}
