import { describe, expect, test } from 'vitest'
import { activeView } from '../../test/support/views.ts'
import { boundsOf } from '../time/bounds.ts'
import { type Facts, plan } from './plan.ts'
import { createSessionKnowledge } from './session-knowledge.ts'
import { afterVerdict } from './verdict.ts'

const at = 1_000_000
const view = activeView({ maxAge: 900_000, originalMaxAge: 900_000, renewEvery: 60_000 })
const answer = { view, sentAt: at, receivedAt: at }
const { known: nothing } = createSessionKnowledge(() => {})
const context = { isEnd: false, left: undefined, warnBefore: 120_000 }

/** What a visible page plans so many milliseconds after an answer. */
function planAfter(milliseconds: number, facts: Partial<Facts<unknown>> = {}) {
  return plan({
    ...nothing,
    ...afterVerdict(nothing, answer, context),
    answeredAt: at,
    now: at + milliseconds,
    isVisible: true,
    isActivity: false,
    keepAlive: [],
    overdue: 'keep',
    ...facts,
  })
}

describe('a plan', () => {
  test('has nothing to do but to look at the clocks while an answer holds', () => {
    const { state, touch, ask, wakeAt } = planAfter(1000)
    expect([state.status, touch, ask]).toEqual(['active', false, false])
    expect(wakeAt).toEqual(expect.arrayContaining([...boundsOf(answer, 120_000), at + 3000]))
  })

  test('changes nothing of what it is made of', () => {
    const facts = Object.freeze({ ...nothing })
    expect(() => planAfter(0, facts)).not.toThrow()
  })

  test.each([
    ['asks when the warning is near, before it warns', 780_000, 'now', 'steady'],
    ['verifies when the time is over', 900_000, 'now', 'verifying'],
  ])('%s', (_, milliseconds, ask, phase) => {
    expect(planAfter(milliseconds)).toMatchObject({ ask, state: { phase } })
  })

  test('warns on the word of an answer that just came', () => {
    expect(planAfter(780_000, { answeredAt: at + 779_000, askAt: Infinity })).toMatchObject({
      ask: false,
      state: { phase: 'expiring' },
    })
  })

  test('waits until the page is seen, and says once that what it shows may be old', () => {
    const hidden = planAfter(780_000, { isVisible: false })
    expect(hidden).toMatchObject({ ask: 'later', state: { stale: true } })
    expect(planAfter(780_000, { isVisible: false, state: hidden.state }).ask).toBe(false)
  })

  test.each([
    ['a person’s input, once renewEvery has passed', 60_000, { isActivity: true }, 'active'],
    ['no input', 60_000, {}, false],
    ['an input too soon', 59_999, { isActivity: true }, false],
    ['an input just after another try', 60_000, { isActivity: true, triedAt: at + 59_000 }, false],
    ['an input during an outage', 60_000, { isActivity: true, failures: 1, askAt: at + 70_000 }, false],
    ['half-time', 450_000, { keepAlive: ['open'] as const }, 'open'],
  ])('touches for %s', (_, milliseconds, facts, touch) => {
    expect(planAfter(milliseconds, { keepAlive: ['active'], ...facts }).touch).toBe(touch)
  })

  test('verifies at once when the clocks have parted', () => {
    expect(planAfter(1000, { isSure: false }).state).toMatchObject({ phase: 'verifying' })
  })

  test('hides what is overdue by half a minute, where that is wanted', () => {
    const late = { overdue: 'hide', sureAt: at } as const
    expect(planAfter(929_999, late).state.status).toBe('active')
    expect(planAfter(930_000, late).state.status).toBe('unknown')
  })
})
