import { promiseHooks } from 'node:v8'
import type { Time } from './time.ts'

/** What the client and its libraries take from the global scope, in virtual time until given back. */
export interface Globals {
  /** Runs a script. Resolves when all that follows at once is done; nothing where nothing follows. */
  play(run: () => void): Promise<void> | undefined
  giveBack(): void
}

const { setImmediate: afterMicrotasks } = globalThis

export function takeOver(seed: number, time: Time, onError: (error: unknown) => void): Globals {
  const { setTimeout, clearTimeout } = globalThis
  const { random } = Math
  const { warn } = console
  const timers = new Map<unknown, () => void>()
  let last = 0
  let state = seed
  // Most timers of a client look at the clock, and that is it: they need no turn of the event loop.
  let isStirred = false
  const stir = (): void => {
    isStirred = true
  }
  const stopListening = promiseHooks.createHook({ init: stir, settled: stir })

  const replacement = {
    setTimeout(run: () => void, delay = 0): unknown {
      const runner = time.current()
      // Not the client's: the process has others who wait.
      if (!runner) return setTimeout(run, delay)
      const id = ++last
      timers.set(
        id,
        time.setTimer(runner, delay, () => {
          timers.delete(id)
          run()
        }),
      )
      return id
    },
    clearTimeout(id: never): void {
      const stop = timers.get(id)
      if (!stop) clearTimeout(id)
      stop?.()
      timers.delete(id)
    },
  }
  Object.assign(globalThis, replacement)
  // A client warns of what is wrong from the beginning, and here much is.
  console.warn = () => {}
  // Mulberry32: each seed its own, always the same, sequence.
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  process.on('unhandledRejection', onError)
  process.on('uncaughtException', onError)
  return {
    play(run) {
      isStirred = false
      run()
      return isStirred ? new Promise((resolve) => afterMicrotasks(resolve)) : undefined
    },
    giveBack() {
      stopListening()
      Object.assign(globalThis, { setTimeout, clearTimeout })
      Math.random = random
      console.warn = warn
      process.off('unhandledRejection', onError)
      process.off('uncaughtException', onError)
    },
  }
}
