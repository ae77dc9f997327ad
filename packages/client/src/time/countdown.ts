/** One tick of a countdown. */
export interface CountdownTick {
  /** Milliseconds until the session ends unless it is extended, rounded up to `every`; 0 without a session, `null` for one without end. */
  readonly remaining: number | null
}

/** Options of a countdown. */
export interface CountdownOptions {
  /**
   * Milliseconds between two ticks, at least and by default 1000; or a function that returns them for the remaining
   * milliseconds, such as a minute while the end is far.
   */
  readonly every?: number | ((remaining: number) => number) | undefined
}

/** Returns a duration in words. */
export type DurationText = (amount: number, unit: 'minute' | 'second') => string

/** The countdown to the end of the session. */
export interface Countdown {
  /** Calls `listener` at once, and then every second (or `every`). Returns a function that removes it. */
  subscribe(listener: (tick: CountdownTick) => void, options?: CountdownOptions): () => void
  /**
   * Returns the text for a live region: whole minutes above 60 s, then steps of 20 s, so that a screen reader does not read every
   * second (WCAG 2.2.1). Empty without a session, or for one without end. In the browser's language, unless `text` is given.
   */
  announcement(text?: DurationText): string
}

const inBrowserLanguage: DurationText = (amount, unit) =>
  amount.toLocaleString(undefined, { style: 'unit', unit, unitDisplay: 'long' })

/** See `Countdown.announcement`. */
export function announcementOf(remaining: number, text: DurationText = inBrowserLanguage): string {
  if (!remaining || remaining === Infinity) return ''
  return remaining > 60_000
    ? text(Math.ceil(remaining / 60_000), 'minute')
    : text(Math.ceil(remaining / 20_000) * 20, 'second')
}

/** The remaining milliseconds, rounded up to `step`, as a countdown shows them; `null` for a session without end. */
export function shownOf(exact: number, step = 1000): number | null {
  return exact === Infinity ? null : Math.ceil(exact / step) * step
}

/** Requests a tick after `delay` milliseconds. */
export type Wake = (delay: number) => void

/**
 * Creates the function that updates one listener. It may be called at any time with the exact remaining milliseconds: it calls
 * the listener if its value has changed, and `wake` with the time until it changes next.
 */
export function createTick(
  listener: (tick: CountdownTick) => void,
  { every = 1000 }: CountdownOptions = {},
): (remaining: number, wake?: Wake) => void {
  let shown: number | null | undefined
  return (exact, wake) => {
    const asked = typeof every === 'function' ? every(exact) : every
    const step = asked > 1000 && asked < Infinity ? asked : 1000
    const before = shown
    shown = shownOf(exact, step)
    if (shown !== before) listener({ remaining: shown })
    // The time until the end of this step.
    if (shown) wake?.(exact - shown + step)
  }
}
