import { hour } from '../support/durations.ts'
import type { Exchange } from './browser.ts'
import type { Page } from './page.ts'
import type { Schedule } from './schedule.ts'
import type { Time } from './time.ts'
import type { Witness } from './witness.ts'

/** Counts requests, and what they may come of. */
export interface Traffic {
  /** Something happened to a page that may well lead to a request. */
  cause(page: Page, kind?: 'show'): void
  sent(page: Page, exchange: Exchange, isOnline: boolean): void
}

/** Nothing in it makes a client ask twice. */
function isCalm({ steps }: Schedule): boolean {
  return steps.every(
    ({ act }) =>
      act.kind !== 'set-clock' &&
      act.kind !== 'offline' &&
      (act.kind !== 'network' ||
        act.fates.every(({ kind, up, down }) => kind === 'answered' && up + down <= 2000)),
  )
}

export function createTraffic(schedule: Schedule, time: Time, { note, shownBy }: Witness): Traffic {
  const isCounted = isCalm(schedule)
  const hours = new Map<Page, { begin: number; requests: number }>()
  const focus = new Map<Page, { at: number; questions: number }>()

  function hourOf(page: Page): { begin: number; requests: number } {
    const begin = Math.floor(time.now() / hour)
    const known = hours.get(page)
    const current = known?.begin === begin ? known : { begin, requests: 0 }
    hours.set(page, current)
    return current
  }
  return {
    cause(page, kind) {
      hourOf(page).requests--
      if (kind === 'show') focus.set(page, { at: time.now(), questions: 0 })
      else focus.delete(page)
    },
    sent(page, { method, path, fate }, isOnline) {
      const where = `tab ${page.tab + 1}, ${method} ${path}`
      const { keepAlive } = page.options
      // A touch for a person's input may be on its way as they leave.
      const isDue = keepAlive === 'open' || time.now() - page.inputAt < 5_000
      const isAsked = page.calls > 0 || method === 'DELETE' || (method === 'POST' && isDue)
      if (!page.isVisible && !isAsked) note('hidden requests', 1, where)
      const current = hourOf(page)
      current.requests++
      if (isCounted) note('requests per hour', current.requests, where)
      // One that fails is asked again, and so is one at the end of a stay; others are the app's.
      const state = shownBy(page)
      const isNear = state.status === 'active' && state.phase !== 'steady'
      if (!isOnline || fate.kind !== 'answered' || isNear || page.calls > 0) focus.delete(page)
      const shown = focus.get(page)
      if (!shown || method !== 'GET' || time.now() - shown.at > 1000) return
      note('requests per focus', ++shown.questions, where)
    },
  }
}
