import type { SessionView } from '@sojourn/client/contract'
import { byId, element } from './dom.ts'
import { difference, digits, timeOfDay } from './format.ts'
import { machine, type State, session } from './session.ts'

const rows = byId('comparison', HTMLElement)
const json = byId('view', HTMLElement)

interface Answer {
  readonly view: SessionView
  /** When it came, by the real monotonic clock: the server knows nothing of this tab's pretended ones. */
  readonly receivedAt: number
}

/** Puts what the endpoint says beside what the client believes: asks on demand and after every change, and goes on by itself. */
export function showComparison(): void {
  let answer: Answer | undefined
  let left = 0
  let tickedAt = 0
  const update = (): void => {
    // Between two ticks the countdown goes on, unless the machine sleeps.
    const since = machine.isAsleep ? 0 : performance.now() - tickedAt
    if (answer) rows.replaceChildren(...compare(answer, session.getSnapshot(), left - since).map(rowOf))
  }
  // A raw request: what the client made of its own answers is the other column.
  const ask = async (): Promise<void> => {
    try {
      const response = await fetch('/session', { cache: 'no-store' })
      const view: SessionView = await response.json()
      answer = { view, receivedAt: performance.now() }
      json.textContent = JSON.stringify(view, undefined, 2)
      update()
    } catch (error) {
      json.textContent = `No answer. ${error}`
    }
  }
  byId('ask', HTMLButtonElement).addEventListener('click', () => void ask())
  session.subscribe(() => void ask())
  session.countdown.subscribe(({ remaining }) => {
    left = remaining ?? 0
    tickedAt = performance.now()
    update()
  })
  machine.subscribe(update)
  // While the machine sleeps no countdown ticks, and the server's time goes on all the same.
  setInterval(() => machine.isAsleep && update(), 1000)
  void ask()
}

type Row = readonly [name: string, server: string, browser: string, apart: string]

function compare({ view, receivedAt }: Answer, state: State, left: number): readonly Row[] {
  const passed = performance.now() - receivedAt
  const [serverNow, now] = [view.now + passed, machine.clock.now()]
  const rows: Row[] = [
    ['Status', view.status, state.status, sameness(view.status, state.status)],
    ['Clock', timeOfDay(serverNow), timeOfDay(now), difference(now - serverNow)],
  ]
  if (view.status !== 'active' || state.status !== 'active') return rows
  const serverLeft = Math.max(0, view.maxAge - passed)
  const phase = phaseOf(serverLeft, view.originalMaxAge)
  return [
    ...rows,
    ['Phase', phase, state.phase, sameness(phase, state.phase)],
    ['Left', toSecond(serverLeft), toSecond(left), difference(left - serverLeft)],
    [
      'Ends at',
      timeOfDay(view.expiresAt),
      timeOfDay(state.expiresAt),
      difference(state.expiresAt - view.expiresAt),
    ],
  ]
}

/** The phase that so much time means, as the client has it by default. */
function phaseOf(left: number, originalMaxAge: number): string {
  if (left === 0) return 'over'
  return left <= Math.min(120_000, originalMaxAge / 3) ? 'expiring' : 'steady'
}

/** The nearest: the browser's second begins a moment before the server's. */
function toSecond(milliseconds: number): string {
  return digits(Math.max(0, Math.round(milliseconds / 1000)) * 1000)
}

function sameness(a: unknown, b: unknown): string {
  return a === b ? 'none' : 'browser is behind'
}

function rowOf([name, ...cells]: Row): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    ...cells.map((cell) => element('td', {}, cell)),
  )
}
