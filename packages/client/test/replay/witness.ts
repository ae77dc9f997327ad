import type { SessionState } from '../../src/index.ts'
import { type Bound, bounds, type Worst } from './bounds.ts'
import type { Browser } from './browser.ts'
import type { Page } from './page.ts'
import type { SimulatedServer } from './server.ts'
import type { Time } from './time.ts'

/** What is known of one page, and since when. */
interface Watching {
  since: number
  shown: SessionState
  /** Slept, and ran nothing since. */
  isUnchecked: boolean
  /** The number of the last chance to learn that there is a session, and to learn anything. */
  chance: number
  strongChance: number
  /** No question of it failed or took long since, back-offs included. */
  goodSince: number
  /** The clocks, as its scripts last saw them, and how much time no clock has told them of since its last verdict. */
  seen: { now: number; wall: number; monotonic: number }
  lost: number
  lostAt: number
  readonly starts: Map<Bound, number>
}

/** Watches all pages, and measures the bounds between the moments at which something changes. */
export interface Witness {
  readonly worst: Worst
  note(bound: Bound, value: number, of: string): void
  add(page: Page): void
  /** To be called before anything changes that a bound depends on. */
  settle(): void
  /** Looks at what a page shows now. */
  observe(page: Page): void
  slept(): void
  /** A page is about to read the wall clock: its first check after sleep, maybe. */
  reads(page: Page): void
  /**
   * A page can learn how things stand. `weak`: what it knows may be fresh enough; `joins`: it asks, or waits for what it
   * asked already; `news`: what it asked already counts no more.
   */
  chance(page: Page, kind: 'weak' | 'joins' | 'news'): void
  /** A page heard of a change: what it asked before counts no more. */
  heard(page: Page): void
  /** The truth became another one: who is signed in in this browser. */
  truthChanged(): void
  isRight(page: Page): boolean
  /** A page got the answer to a question that it sent then. */
  answered(page: Page, sentAt: number): void
  badNetwork(page: Page): void
  shownBy(page: Page): SessionState
}

/** The longest back-off with its jitter, and the request before it. */
const memory = 80_000

export function createWitness(
  time: Time,
  browser: Browser,
  server: SimulatedServer,
  log: ((line: string) => void) | undefined,
): Witness {
  const records = new Map<Page, Watching>()
  const worst: Worst = {}
  // Chances, and changes of the truth, in the order in which they came.
  let number = 0
  let truth = 0

  function note(bound: Bound, value: number, of: string): void {
    if (value <= (worst[bound] ?? -Infinity)) return
    worst[bound] = value
    if (value > bounds[bound].limit) log?.(`    BROKEN ${bound}: ${value} (${of})`)
  }
  const clocks = (): Watching['seen'] => ({
    now: time.now(),
    wall: time.wall(),
    monotonic: time.monotonic(),
  })
  function recordOf(page: Page): Watching {
    const record = records.get(page)
    if (!record) throw new Error('Unknown page')
    return record
  }
  function settlePage(page: Page, record: Watching): void {
    const { since: from, shown: state, starts, isUnchecked } = record
    const now = time.now()
    record.since = now
    if (now === from) return
    const isWatched =
      !time.isAsleep() && page.pace === 'running' && browser.isOnline && page.listening.length > 0
    const meter = (bound: Bound, isOn: boolean, start = from, end = now): void => {
      if (!isOn || end <= start) return void starts.delete(bound)
      const startedAt = starts.get(bound) ?? start
      starts.set(bound, startedAt)
      note(bound, end - startedAt, `tab ${page.tab + 1}, since ${stamp(startedAt)}`)
    }
    meter('unchecked', isWatched && isUnchecked && state.status === 'active')
    const counts = isWatched && !isUnchecked
    const isSure = state.status === 'active' && state.phase !== 'verifying'
    const isVerifying = state.status === 'active' && state.phase === 'verifying'
    const stay = state.status === 'active' ? server.find(state.id) : undefined
    const current = server.find(server.idOf(browser.cookie) ?? '')
    const isTrue = current !== undefined && !current.isEnded && from < current.expiresAt
    meter(
      'stale active',
      // Where the cookie is another stay's already, `wrong stay` measures.
      counts &&
        isSure &&
        stay !== undefined &&
        stay === current &&
        !stay.isEnded &&
        now > stay.expiresAt + record.lost,
      Math.max(from, (stay?.expiresAt ?? 0) + record.lost),
    )
    meter('verifying', counts && isVerifying && !state.stale)
    meter('verifying, network good', counts && isVerifying && record.goodSince <= from)
    meter(
      'none',
      counts && state.status === 'none' && !state.stale && isTrue && record.chance > truth,
      from,
      Math.min(now, current?.expiresAt ?? now),
    )
    const isWrong = stay?.isEnded || (isTrue && state.status === 'active' && current.id !== state.id)
    meter('wrong stay', counts && isSure && !state.stale && !!isWrong && record.strongChance > truth)
  }

  return {
    worst,
    note,
    add(page) {
      records.set(page, {
        since: time.now(),
        shown: page.client.getSnapshot(),
        isUnchecked: false,
        chance: ++number,
        strongChance: number,
        goodSince: 0,
        seen: clocks(),
        lost: 0,
        lostAt: 0,
        starts: new Map(),
      })
    },
    settle() {
      for (const [page, record] of records) settlePage(page, record)
    },
    observe(page) {
      const record = recordOf(page)
      const previous = record.shown
      const state = page.client.getSnapshot()
      if (state === previous) return
      settlePage(page, record)
      record.shown = state
      log?.(`    tab ${page.tab + 1} shows ${sketch(state)}`)
      if (
        previous.status === 'active' &&
        state.status === 'none' &&
        server.peek(browser.cookie)?.id === previous.id
      )
        note('false ends', 1, `tab ${page.tab + 1}`)
    },
    slept() {
      for (const record of records.values()) {
        record.isUnchecked = true
        // What was under way may come, or fail, now.
        record.goodSince = time.now() + memory
      }
    },
    reads(page) {
      const record = records.get(page)
      if (!record || (record.seen.now === time.now() && !record.isUnchecked)) return
      const { seen } = record
      const next = clocks()
      record.seen = next
      // Sleep and a clock set back to match: nobody could know.
      const told = Math.max(next.wall - seen.wall, next.monotonic - seen.monotonic)
      if (told < next.now - seen.now) {
        record.lost += next.now - seen.now - told
        record.lostAt = next.now
      }
      if (!record.isUnchecked) return
      settlePage(page, record)
      record.isUnchecked = false
    },
    chance(page, kind) {
      if (kind !== 'news' && page.questions > 0) return
      const record = recordOf(page)
      settlePage(page, record)
      record.chance = ++number
      if (kind !== 'weak') record.strongChance = number
    },
    heard(page) {
      const record = recordOf(page)
      settlePage(page, record)
      record.starts.delete('verifying, network good')
    },
    truthChanged() {
      truth = ++number
    },
    isRight(page) {
      const state = page.client.getSnapshot()
      const truth = server.peek(browser.cookie)
      return state.status === 'active' ? state.id === truth?.id : state.status === 'none' && !truth
    },
    answered(page, sentAt) {
      const record = recordOf(page)
      if (sentAt >= record.lostAt) record.lost = 0
    },
    badNetwork(page) {
      const record = recordOf(page)
      settlePage(page, record)
      record.goodSince = time.now() + memory
    },
    shownBy: (page) => recordOf(page).shown,
  }
}

export function stamp(at: number): string {
  const text = (n: number, digits = 2): string => String(Math.floor(n)).padStart(digits, '0')
  return `${text(at / 3_600_000)}:${text((at / 60_000) % 60)}:${text((at / 1000) % 60)}.${text(at % 1000, 3)}`
}

export function sketch(state: SessionState): string {
  const of = state.status === 'active' ? ` ${state.phase} ${state.id} v${state.version}` : ''
  const reason = state.status === 'none' ? ` (${state.reason})` : ''
  const rest = `${state.stale ? ' stale' : ''}${state.connection === 'offline' ? ' offline' : ''}`
  return `${state.status}${of}${reason}${rest}${state.error ? ` ${state.error.code}` : ''}`
}
