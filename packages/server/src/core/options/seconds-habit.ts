import { type Clock, systemClock } from '../../clock.ts'

/** Nobody means a session to be as short as this, in milliseconds; as seconds such numbers are hours. */
const shortest = 10_000

/** Says, once, which of the durations looks like one in seconds. */
export type WarnOfSeconds = (durations: Readonly<Record<string, number | null | undefined>>) => void

/** On the process's warnings. Whoever brings a clock of their own, as tests do, means what they say. */
export function warnOfSeconds(clock: Clock): WarnOfSeconds {
  let isDone = clock !== systemClock
  return (durations) => {
    if (isDone) return
    const [short] = Object.entries(durations).filter(([, value]) => value != null && value < shortest)
    if (short === undefined) return
    isDone = true
    const [option, value] = short
    // Reached through the global object, for there is none in browsers and at the edge.
    globalThis.process?.emitWarning?.(
      `option \`${option}\` is ${value}: durations are milliseconds, not seconds. Did you mean ${inMilliseconds(Number(value))}?`,
      { code: 'SOJOURN_SECONDS' },
    )
  }
}

/** As it is written in code: `900_000`. */
function inMilliseconds(seconds: number): string {
  return (seconds * 1000).toLocaleString('en-US').replaceAll(',', '_')
}
