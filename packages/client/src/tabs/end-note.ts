import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import { type EndReason, toEndReason } from '../state/state.ts'
import { createMemory } from './memory.ts'

/** Why a stay ended, left for the next document of this tab: the page to sign in on. */
export interface EndNote {
  /** `isShown`: this document showed the stay. Returns whether it has shown one that ended, this or another. */
  leave(reason: EndReason, isShown?: boolean): boolean
  /** What was left in the last five minutes, once. */
  take(): EndReason | undefined
}

/** Where the tab remembers nothing, the next document says `anonymous`. */
export function createEndNote(env: Env, url: string, clock: Clock): EndNote {
  const memory = createMemory(() => env.sessionStorage, `sojourn:3:${url}:`)
  let hasShown = false
  return {
    leave(reason, isShown = hasShown) {
      memory.write('end', `${reason} ${clock.now()}`)
      hasShown = isShown
      return isShown
    },
    take() {
      const [reason, leftAt] = memory.read('end').split(' ')
      if (reason) memory.write('end', '')
      return clock.now() - Number(leftAt) < 300_000 ? toEndReason(reason) : undefined
    },
  }
}
