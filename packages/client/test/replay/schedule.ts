import fc from 'fast-check'
import { hour, minute, second } from '../support/durations.ts'

/** What becomes of one request. Times in milliseconds. */
export interface Fate {
  /** On the way to the server, and back. */
  readonly up: number
  readonly down: number
  /**
   * `lost-request` never reaches the server, `lost-answer` is processed and never comes back; `reset` says so after `up`.
   * `busy` and `wait` are a 503, the latter with Retry-After; `html`, `cut` and `login` are what proxies put in the place of an
   * answer, `captive` before the server has seen the request.
   */
  readonly kind:
    | 'answered'
    | 'lost-request'
    | 'lost-answer'
    | 'reset'
    | 'busy'
    | 'wait'
    | 'html'
    | 'cut'
    | 'login'
    | 'captive'
}

export const calmFate: Fate = { up: 20, down: 20, kind: 'answered' }

/** What happens to the machine, to one of its pages, or at the server. */
export type Act =
  | { readonly kind: 'sleep'; readonly for: number; readonly wake: 'silent' | 'resume' | 'show' | 'online' }
  | { readonly kind: 'set-clock'; readonly by: number }
  | { readonly kind: 'network'; readonly fates: readonly Fate[] }
  | { readonly kind: 'offline' | 'online' | 'revoke' }
  | {
      readonly kind: 'hide' | 'show' | 'freeze' | 'resume' | 'leave' | 'return' | 'reload' | 'rest' | 'look'
      readonly tab: number
    }
  | { readonly kind: 'refresh' | 'touch' | 'end' | 'apply'; readonly tab: number }
  | { readonly kind: 'work'; readonly tab: number; readonly every: number; readonly times: number }
  | {
      readonly kind: 'app-request'
      readonly tab: number
      readonly isHeard: boolean
      readonly changes: boolean
    }
  | { readonly kind: 'sign-in'; readonly tab: number; readonly user: number; readonly isTold: boolean }

export interface Step {
  /** Milliseconds after the step before; hours only where no page is seen meanwhile. */
  readonly after: number
  readonly act: Act
}

export interface TabOptions {
  readonly keepAlive: 'active' | 'open' | undefined
  /** Whether somebody watches the countdown. */
  readonly counts: boolean
}

export interface Schedule {
  /** Of the server, in milliseconds. */
  readonly idleTimeout: number
  readonly absoluteTimeout: number | undefined
  /** How much the server's clock is off. */
  readonly serverOffset: number
  /** Whether its answers to the app say `Sojourn-Session`, and its cookie has a marker. */
  readonly announces: boolean
  readonly isSignedIn: boolean
  readonly warnBefore: number
  readonly tabs: readonly TabOptions[]
  /** Whether tabs share one window: showing one hides the others. */
  readonly isOneWindow: boolean
  /** Which parts the browser has. */
  readonly channels: boolean
  readonly storage: 'works' | 'missing' | 'throws'
  /** How long a message takes to another tab. */
  readonly messageDelay: number
  /** Whether `performance.now()` goes on in sleep, as on Windows. */
  readonly countsSleep: boolean
  /** Of the jitter. */
  readonly seed: number
  readonly steps: readonly Step[]
}

/** A duration between `least` and `most`, short ones as likely as long ones. */
function duration(least: number, most: number): fc.Arbitrary<number> {
  const [from, to] = [Math.log2(least + 1), Math.log2(most + 1)]
  const steps = 1000
  return fc
    .integer({ min: 0, max: steps })
    .map((n) => Math.round(2 ** (from + ((to - from) * n) / steps) - 1))
}

const latency = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 5, max: 200 }) },
  { weight: 3, arbitrary: duration(200, 2400) },
  { weight: 1, arbitrary: duration(2400, 4900) },
)
const fate: fc.Arbitrary<Fate> = fc.record({
  up: latency,
  down: latency,
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant('answered' as const) },
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        ...([
          'lost-request',
          'lost-answer',
          'reset',
          'busy',
          'wait',
          'html',
          'cut',
          'login',
          'captive',
        ] as const),
      ),
    },
  ),
})
const good: fc.Arbitrary<Fate> = fc.record({
  up: fc.integer({ min: 5, max: 1000 }),
  down: fc.integer({ min: 5, max: 1000 }),
  kind: fc.constant('answered' as const),
})

const tab = fc.nat({ max: 2 })
const onTab = <const Kind extends string>(...kinds: Kind[]) =>
  fc.record({ kind: fc.constantFrom(...kinds), tab })

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('sleep' as const),
      for: duration(500, 12 * hour),
      wake: fc.constantFrom('silent', 'resume', 'show', 'online'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('set-clock' as const),
      by: fc.tuple(duration(50, 400 * 24 * hour), fc.boolean()).map(([by, isBack]) => (isBack ? -by : by)),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('network' as const),
      fates: fc.oneof(
        fc.array(fate, { minLength: 1, maxLength: 5 }),
        fc.array(good, { minLength: 1, maxLength: 5 }),
        fc.constant([]),
      ),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom('offline', 'online', 'online', 'revoke') }) },
  { weight: 22, arbitrary: onTab('hide', 'show', 'show', 'freeze', 'resume', 'leave', 'return') },
  { weight: 4, arbitrary: onTab('reload', 'rest', 'look') },
  { weight: 10, arbitrary: onTab('refresh', 'touch', 'touch', 'end', 'apply') },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      tab,
      every: duration(100, 90 * second),
      times: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('app-request' as const),
      tab,
      isHeard: fc.boolean(),
      changes: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('sign-in' as const),
      tab,
      user: fc.nat({ max: 2 }),
      isTold: fc.integer({ min: 0, max: 9 }).map((n) => n < 9),
    }),
  },
)

const gap = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 5, arbitrary: duration(50, 6 * second) },
  { weight: 6, arbitrary: duration(5 * second, 2 * minute) },
  { weight: 3, arbitrary: duration(2 * minute, 35 * minute) },
  { weight: 1, arbitrary: duration(35 * minute, 12 * hour) },
)

/** A day in the life of a browser. */
export const schedule: fc.Arbitrary<Schedule> = fc.record({
  idleTimeout: duration(minute, 30 * minute),
  absoluteTimeout: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: duration(minute, 4 * hour) },
  ),
  serverOffset: fc.oneof(fc.constant(0), fc.integer({ min: -hour, max: hour })),
  announces: fc.boolean(),
  isSignedIn: fc.integer({ min: 0, max: 9 }).map((n) => n < 8),
  warnBefore: fc.constantFrom(2 * minute, 2 * minute, 20_000, 0),
  tabs: fc.array(
    fc.record({
      keepAlive: fc.constantFrom('active', 'active', 'open', undefined),
      counts: fc.integer({ min: 0, max: 9 }).map((n) => n > 8),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  isOneWindow: fc.boolean(),
  channels: fc.integer({ min: 0, max: 9 }).map((n) => n < 9),
  storage: fc.constantFrom('works', 'works', 'works', 'works', 'missing', 'throws'),
  messageDelay: fc.integer({ min: 1, max: 40 }),
  countsSleep: fc.boolean(),
  seed: fc.nat(),
  steps: fc.array(fc.record({ after: gap, act }), { minLength: 1, maxLength: 40, size: 'max' }),
})
