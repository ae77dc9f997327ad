import type { Clock } from '../../src/clock.ts'

/** Who runs scripts: one document. */
export interface Runner {
  /** `running`, `throttled` since it was hidden, `halted` (frozen, or in the back/forward cache), or `gone` for good. */
  readonly pace: 'running' | 'throttled' | 'halted' | 'gone'
  /** On the monotonic clock. */
  readonly hiddenAt: number
}

interface Task {
  readonly at: number
  readonly order: number
  /** Of the scripts it runs; `machine` wants an awake machine and nobody in particular, `world` nothing at all. */
  readonly runner: Runner | 'machine' | 'world'
  readonly run: () => void
}

interface Timer {
  readonly due: number
  readonly order: number
  readonly runner: Runner
  readonly run: () => void
}

/** Time itself, and the clocks of one machine in it. */
export interface Time {
  /** True milliseconds, which neither sleep nor anybody's setting changes. */
  now(): number
  wall(): number
  monotonic(): number
  isAsleep(): boolean
  setClock(by: number): void
  sleep(): void
  wake(): void
  /** Calls `run` after `delay` true milliseconds, or when its runner may run again. */
  later(delay: number, runner: Runner | 'machine' | 'world', run: () => void): void
  /** The clock that the scripts of a page see. */
  clockFor(runner: Runner): Clock
  /** A timer of whoever runs now; what `setTimeout` is to ky. */
  setTimer(runner: Runner, delay: number, run: () => void): () => void
  /** Who runs now. */
  current(): Runner | undefined
  /** Runs a script of a page now, with all that follows at once: nothing, often. */
  runAs(runner: Runner, run: () => void): Promise<void> | undefined
  /** Lets time pass until `end`, and everything in it happen. */
  passUntil(end: number): Promise<void>
}

/** So much never happens at one moment. */
const livelock = 10_000
const intensive = 5 * 60_000
/** When the browsers' epoch begins: any moment will do. */
const epoch = 1_700_000_000_000

/** `countsSleep`: the monotonic clock goes on in sleep. `onRead` hears of each look at a clock, before it. */
export function createTime(
  countsSleep: boolean,
  play: (run: () => void) => Promise<void> | undefined,
  onRead: (runner: Runner) => void,
): Time {
  let now = 0
  let wallOffset = 0
  let slept = 0
  let asleepSince: number | undefined
  let order = 0
  let instant = 0
  const tasks: Task[] = []
  const timers: Timer[] = []
  let current: Runner | undefined

  const monotonic = (): number =>
    countsSleep ? now : now - slept - (asleepSince === undefined ? 0 : now - asleepSince)

  /** When a timer fires, as long as nothing changes: Chrome wakes hidden pages once a second, later once a minute. */
  function fireAt({ due, runner }: Timer): number {
    if (asleepSince !== undefined || runner.pace === 'halted' || runner.pace === 'gone') return Infinity
    const grain = runner.pace === 'running' ? 1 : due - runner.hiddenAt > intensive ? 60_000 : 1000
    return Math.max(now, Math.ceil(due / grain) * grain + now - monotonic())
  }
  function taskAt({ at, runner }: Task): number {
    if (runner === 'world') return at
    const isHeld = asleepSince !== undefined || (runner !== 'machine' && runner.pace === 'halted')
    return isHeld ? Infinity : Math.max(now, at)
  }
  function runAs(runner: Runner, run: () => void): Promise<void> | undefined {
    const rest = (): void => {
      current = undefined
    }
    current = runner
    const draining = play(run)?.then(rest)
    if (!draining) rest()
    return draining
  }

  const time: Time = {
    now: () => now,
    wall: () => epoch + now + wallOffset,
    monotonic,
    isAsleep: () => asleepSince !== undefined,
    setClock(by) {
      wallOffset += by
    },
    sleep() {
      asleepSince = now
    },
    wake() {
      if (asleepSince !== undefined) slept += now - asleepSince
      asleepSince = undefined
    },
    later(delay, runner, run) {
      tasks.push({ at: now + delay, order: ++order, runner, run })
    },
    clockFor: (runner) => ({
      now() {
        onRead(runner)
        return epoch + now + wallOffset
      },
      monotonic() {
        onRead(runner)
        return monotonic()
      },
      after(delay, run) {
        if (!(delay <= 2 ** 31 - 1)) throw new RangeError(`A timer of ${delay} ms would fire at once`)
        return time.setTimer(runner, delay, run)
      },
    }),
    setTimer(runner, delay, run) {
      // Browsers cut delays to whole milliseconds, and nested timers take a few.
      const timer = { due: monotonic() + Math.max(1, Math.floor(delay)), order: ++order, runner, run }
      timers.push(timer)
      return () => {
        const index = timers.indexOf(timer)
        if (index >= 0) timers.splice(index, 1)
      }
    },
    current: () => current,
    runAs,
    async passUntil(end) {
      for (;;) {
        let at = end
        let next: Task | Timer | undefined
        for (const task of tasks) {
          const when = taskAt(task)
          if (when < at || (when === at && (!next || task.order < next.order))) [at, next] = [when, task]
        }
        for (const timer of timers) {
          const when = fireAt(timer)
          if (when < at || (when === at && (!next || timer.order < next.order))) [at, next] = [when, timer]
        }
        if (!next) break
        instant = at === now ? instant + 1 : 0
        if (instant > livelock) throw new Error('Something runs again and again, and time stands still')
        now = at
        if ('at' in next) tasks.splice(tasks.indexOf(next), 1)
        else timers.splice(timers.indexOf(next), 1)
        const { runner, run } = next
        const draining =
          typeof runner === 'string' ? run() : runner.pace === 'gone' ? undefined : runAs(runner, run)
        if (draining) await draining
      }
      now = end
    },
  }
  return time
}
