import type { SessionView } from '@sojourn/client/contract'
import { byId, element } from './dom.ts'
import { difference, digits, timeOfDay } from './format.ts'
import { type State, session } from './session.ts'

const rows = byId('comparison', HTMLElement)
const json = byId('view', HTMLElement)

/** Puts the endpoint's own answer beside what the client believes at that moment: on demand and after every change. */
export function showComparison(): void {
  // A raw request: what the client made of its own answers is the other column.
  const ask = async (): Promise<void> => {
    try {
      const response = await fetch('/session', { cache: 'no-store' })
      const view: SessionView = await response.json()
      json.textContent = JSON.stringify(view, undefined, 2)
      rows.replaceChildren(...compare(view, session.getSnapshot(), Date.now()).map(rowOf))
    } catch (error) {
      json.textContent = `No answer. ${error}`
    }
  }
  byId('ask', HTMLButtonElement).addEventListener('click', () => void ask())
  session.subscribe(() => void ask())
  void ask()
}

type Row = readonly [name: string, server: string, browser: string, apart: string]

function compare(view: SessionView, state: State, receivedAt: number): readonly Row[] {
  const rows: Row[] = [
    ['Status', view.status, state.status, sameness(view.status, state.status)],
    ['Clock', timeOfDay(view.now), timeOfDay(receivedAt), difference(receivedAt - view.now)],
  ]
  if (view.status !== 'active' || state.status !== 'active') return rows
  const serverLeft = Math.ceil(view.maxAge / 1000) * 1000
  const left = countdown()
  return [
    ...rows,
    ['Left', digits(serverLeft), digits(left), difference(left - serverLeft)],
    [
      'Ends at',
      timeOfDay(view.expiresAt),
      timeOfDay(state.expiresAt),
      difference(state.expiresAt - view.expiresAt),
    ],
    ['Version', String(view.version), String(state.version), sameness(view.version, state.version)],
  ]
}

/** What the countdown shows now, in milliseconds. */
function countdown(): number {
  let left = 0
  session.countdown.subscribe(({ remaining }) => {
    left = remaining ?? 0
  })()
  return left
}

function sameness(a: unknown, b: unknown): string {
  return a === b ? 'same' : 'differs'
}

function rowOf([name, ...cells]: Row): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    ...cells.map((cell) => element('td', {}, cell)),
  )
}
