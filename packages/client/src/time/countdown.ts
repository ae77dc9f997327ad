export interface CountdownTick {
  /** Milliseconds until the stay ends if nobody extends it, rounded up to `every`; 0 without one, null for one without end. */
  readonly remaining: number | null
}

export interface CountdownOptions {
  /**
   * Milliseconds from tick to tick, at least a second, which is the default; or what it is when so many remain: every
   * minute far from the end, say.
   */
  readonly every?: number | ((remaining: number) => number) | undefined
}

/** Says an amount of time in words. */
export type DurationText = (amount: number, unit: 'minute' | 'second') => string

export interface Countdown {
  /** Calls `listener` at once, and then whenever another second (or `every`) is left; returns its stop. */
  subscribe(listener: (tick: CountdownTick) => void, options?: CountdownOptions): () => void
  /**
   * What a live region should say now: whole minutes above 60 s, then steps of 20 s, so that nobody hears every second
   * (WCAG 2.2.1). Nothing without a stay, or with one without end. In the browser's language unless `text` says it.
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

/** What a countdown in steps of `step` shows while so many milliseconds are left: rounded up, null where there is no end. */
export function shownOf(exact: number, step = 1000): number | null {
  return exact === Infinity ? null : Math.ceil(exact / step) * step
}

/** Asks for a tick in so many milliseconds. */
export type Wake = (delay: number) => void

/**
 * What keeps one listener up to date: called at any time, it tells the listener what is new to it, and `wake` when that
 * will change next. `remaining` is exact to the millisecond.
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
    // The rest of this step, in which nothing changes.
    if (shown) wake?.(exact - shown + step)
  }
}
