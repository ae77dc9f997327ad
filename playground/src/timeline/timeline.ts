import { byId, element } from '../dom.ts'
import { timeOfDay } from '../format.ts'
import { machine, session } from '../session.ts'
import { type Change, told } from './change.ts'
import { type Entry, entryOf, type Lane } from './entry.ts'

/** More than anybody reads back. */
const kept = 60
const list = byId('log', HTMLElement)

/** For people who listen; who sees has the lanes. */
const lanes: Record<Lane, string> = { requests: 'Request', answers: 'Learned', world: 'Tabs, network, clock' }

/** What the client does, knows and hears, newest first. */
export function showTimeline(): void {
  let before = session.getSnapshot()
  let isUntold = false
  const change = (): Change => ({ before, after: session.getSnapshot() })
  const settle = (): void => {
    before = session.getSnapshot()
    isUntold = false
  }
  const flush = (): void => {
    if (!isUntold) return
    note({ lane: 'answers', ...told(change()) })
    settle()
  }
  for (const type of ['started', 'changed', 'extended', 'expiring', 'ended', 'error'] as const) {
    session.on(type, () => {
      isUntold = true
      // The step that brought it about follows at once, if there is one.
      queueMicrotask(flush)
    })
  }
  session.on('trace', (trace) => {
    note(entryOf(trace, change()))
    if (trace.type === 'active' || trace.type === 'none' || trace.type === 'failure') settle()
  })
  noteDoubt()
  noteMachine()
}

/** Adds an entry at the machine's time. */
export function note({ lane, title, detail, tone, isFromTab = false }: Entry): void {
  const now = machine.clock.now()
  const words = element('p', {}, element('span', { class: 'visually-hidden' }, `${lanes[lane]}: `))
  words.append(element('b', {}, title), ` ${detail}`)
  if (isFromTab) words.append(' ', element('span', { class: 'tag' }, 'other tab'))
  const time = element('time', { datetime: new Date(now).toISOString() }, timeOfDay(now))
  list.prepend(element('li', { 'data-lane': lane, ...(tone && { 'data-tone': tone }) }, time, words))
  while (list.childElementCount > kept) list.lastElementChild?.remove()
}

/** No event says that the client claims nothing until the server has answered. */
function noteDoubt(): void {
  onFlip(session.subscribe, isInDoubt, (is) => {
    if (!is) return
    const detail = 'is the session over? Only the server’s answer counts'
    note({ lane: 'answers', title: 'Checking', detail, tone: 'attention' })
  })
}

function isInDoubt(): boolean {
  const state = session.getSnapshot()
  return state.status === 'active' && state.phase === 'verifying'
}

function noteMachine(): void {
  const world = (title: string, detail: string): void => note({ lane: 'world', title, detail })
  onFlip(
    machine.subscribe,
    () => machine.isOnline,
    (is) => world(is ? 'Online' : 'Offline', 'by the switch on this page'),
  )
  onFlip(
    machine.subscribe,
    () => machine.isAsleep,
    (is) => {
      if (is) world('Asleep', 'nothing runs here; on the server time goes on')
      else world('Awake', 'time has passed unseen')
    },
  )
  document.addEventListener('visibilitychange', () => {
    const isHidden = document.visibilityState === 'hidden'
    world(isHidden ? 'Tab hidden' : 'Tab shown', isHidden ? 'it asks nothing' : '')
  })
}

/** Calls `listener` when the answer of `ask` is another one than before. */
function onFlip(
  subscribe: (listener: () => void) => unknown,
  ask: () => boolean,
  listener: (is: boolean) => void,
): void {
  let was = ask()
  subscribe(() => {
    const is = ask()
    if (is !== was) listener(is)
    was = is
  })
}
