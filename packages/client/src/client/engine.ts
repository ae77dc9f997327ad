import { dueAt, type KeepAlivePolicy } from '../activity/due.ts'
import { listenToPage } from '../activity/page-events.ts'
import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import { SessionClientError } from '../errors.ts'
import type { Answer, Method, Send } from '../http/send.ts'
import type { Trace } from '../state/events.ts'
import type { Listeners } from '../state/listeners.ts'
import { unknownState } from '../state/state.ts'
import type { StateStore } from '../state/store.ts'
import { createEndNote, type EndNote } from '../tabs/end-note.ts'
import { createAlarm } from '../time/alarm.ts'
import type { Wake } from '../time/countdown.ts'
import { createNow } from '../time/now.ts'
import type { ClientEvents } from './client-events.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { createTabTalk, type TabTalk } from './tab-talk.ts'
import { createVerdicts } from './verdicts.ts'

/** What keeps a state true: requests, deadlines, the page's coming and going, the other tabs. */
export interface Engine<Data> extends Conversation, Pick<TabTalk<Data>, 'announce' | 'hear'>, EndNote {
  /** The client's time. */
  readonly now: () => number
  /** Milliseconds until the stay ends. */
  remaining(): number
  /** Takes an answer that did not come by `exchange`, unless more is known already. */
  apply(answer: Answer<Data>): void
  fail(error: SessionClientError): void
  /** Looks at the clocks and the page, does what is due, and looks again when the next thing is. */
  look(isActivity?: boolean): void
  /** Sees to it that a tick comes in so many milliseconds. */
  wake: Wake
  /** Whether the state needs no question to be believed. */
  isFresh(): boolean
  /** Listens and asks by itself, until stopped. */
  start(): void
  stop(): void
}

/** How long an answer spares a tab that comes to the foreground the next question. */
const fresh = 10_000
/** How long a verdict may take until what is shown counts as old, and a renewal until it is tried again. */
const patience = 5_000

export function createEngine<Data>(
  createSend: (now: () => number) => Send<Data>,
  store: StateStore<Data>,
  { emit, has }: Pick<Listeners<ClientEvents<Data>>, 'emit' | 'has'>,
  clock: Clock,
  env: Env,
  { url, warnBefore, overdue }: { url: string; warnBefore: number; overdue: 'keep' | 'hide' },
): Engine<Data> {
  const { get, set } = store
  const trace = (type: Trace['type'], cause: string): void => emit('trace', { type, cause })
  const isVisible = (): boolean => env.document.visibilityState !== 'hidden'
  const now = createNow(clock, (milliseconds) => {
    trace('clock', `${milliseconds}`)
    known.isSure = false
    ask('clock')
  })
  const alarm = createAlarm(clock, now, look)
  const note = createEndNote(env, url, clock)
  const known = createVerdicts<Data>(store, now, warnBefore, note, (type, why) => {
    trace(type, why)
    const { status, error } = get()
    if (type !== 'failure') cover(false)
    // Nothing has worked yet, so it may be how it is set up.
    else if (status === 'unknown' && known.failures < 2)
      console.warn(`${error?.message}: ${url}`, error?.cause)
    look()
  })
  const conversation = createConversation(createSend(now), onSend, onAnswer, known.fail, isVisible, look)
  const tabs = createTabTalk(env, url, clock, now, store, known, conversation, ask, trace)
  /** There while the engine runs. */
  let stopListening: (() => void) | undefined
  /** When it was last not being verified. */
  let sureAt = 0
  let wasCovered = false
  let leftAt = -Infinity
  /** Who takes itself for offline, or just did, may hear a service worker's cache, which repeats itself: the next answer tells. */
  let mayBeCached = false
  const touchDueAt = (policy: KeepAlivePolicy): number =>
    has(policy) && !has('pause') ? dueAt(policy, get(), known.bounds) : Infinity
  function cover(isCovered: boolean): void {
    if (isCovered !== wasCovered) emit('cover', isCovered)
    wasCovered = isCovered
  }
  function onSend(method: Method, cause: string): void {
    mayBeCached = !env.navigator.onLine
    tabs.noteCookies()
    trace(method, cause)
  }
  /** What to ask, and when. A server that said when it wants to be asked again is left alone until then. */
  function ask(why: string, at = 0): void {
    if (!get().error?.retryAfter) Object.assign(known, { askAt: at, cause: why })
    look()
  }
  function look(isActivity = false): void {
    const time = now()
    if (!stopListening) return
    const { bounds, isSure, askAt } = known
    const [warnAt, verifyAt] = bounds
    const state = get()
    if (state.status !== 'active' || state.phase !== 'verifying') sureAt = time
    const isOver = state.status === 'active' && (!isSure || time >= verifyAt)
    if (state.status === 'active' && (isOver || time >= warnAt)) {
      const isWarned = time - known.answeredAt < patience
      const phase = isOver ? 'verifying' : isWarned ? 'expiring' : state.phase
      const stale = state.stale || time >= sureAt + patience
      const isHidden = overdue === 'hide' && time >= verifyAt + 30_000
      set(isHidden ? { ...unknownState, stale } : { ...state, phase, stale })
    }
    const policy =
      touchDueAt('open') <= time ? 'open' : isActivity && touchDueAt('active') <= time && 'active'
    if (policy && time >= leftAt + patience && (!known.failures || askAt <= time)) keep(policy)
    if (askAt <= time) {
      // What goes wrong is in the state.
      if (isVisible()) conversation.exchange('get', known.cause).catch(() => {})
      else if (!get().stale) {
        // It will be asked when the page is seen again.
        trace('wait', known.cause)
        set({ ...get(), stale: true })
      }
    }
    const times = [...bounds, askAt, verifyAt + 30_000, touchDueAt('open'), leftAt + patience]
    if (isOver) times.push(sureAt + patience)
    if (isVisible()) {
      emit('tick', (delay) => times.push(time + delay))
      // Timers stand still in sleep and tell nobody: the clocks are compared as long as a stay depends on them.
      if (verifyAt) times.push(time + 2000)
    }
    // A listener may have made it look in between, or stop.
    if (stopListening !== undefined) alarm.set(times, time)
  }
  async function keep(policy: KeepAlivePolicy): Promise<void> {
    leftAt = now()
    if (!(await tabs.mayTouch())) return trace('skip', policy)
    // An input of before the page was frozen is no reason now.
    if (stopListening && touchDueAt(policy) <= now() && (policy === 'open' || now() < leftAt + patience))
      await conversation.exchange('post', policy).catch(() => {})
    tabs.giveWay()
    // One that renewed nothing would be due again at once, and for ever.
    if (known.failures || touchDueAt(policy) > now()) leftAt = -Infinity
  }
  function accept(answer: Answer<Data>, why: Method | 'view'): void {
    const previous = store.last()
    known.take(answer, why)
    tabs.tell(previous, answer, why)
  }
  function onAnswer(answer: Answer<Data>, method: Method): void {
    const { view } = answer
    const { newest } = known
    known.answeredAt = answer.receivedAt
    mayBeCached = method === 'get' && (mayBeCached || !env.navigator.onLine)
    if (mayBeCached && view.now <= newest) throw new SessionClientError('offline')
    if (tabs.isPast(view)) {
      known.refused = view.now
      throw new SessionClientError('bad-answer')
    }
    accept(answer, method)
    if (mayBeCached && !newest) {
      set({ ...get(), connection: 'offline' })
      ask('retry', now() + 1000)
    }
  }
  function isFresh(): boolean {
    const state = get()
    return state.status === 'active' && state.phase === 'steady' && now() < known.answeredAt + fresh
  }
  /** The page is there, perhaps again. */
  function onReturn(why: string, mustAsk: boolean): void {
    tabs.obey()
    if (mustAsk || (isVisible() && !isFresh())) ask(why)
    else look()
  }

  return {
    ...conversation,
    ...tabs,
    ...note,
    now,
    wake: alarm.wake,
    remaining: () => Math.max(0, known.bounds[1] - now()),
    apply(answer) {
      if (answer.sentAt < known.askedAt) return
      if (tabs.isPast(answer.view)) return ask('call')
      conversation.abandon()
      accept(answer, 'view')
    },
    fail: known.fail,
    look,
    isFresh: () => !!stopListening || isFresh(),
    start() {
      tabs.open()
      stopListening = listenToPage(env, now, {
        onInput: () => look(true),
        onLeave: tabs.rest,
        onRestore() {
          tabs.open()
          cover(get().status === 'active')
          onReturn('pageshow', true)
        },
        onChange(type) {
          if (type === 'offline') set({ ...get(), connection: type })
          onReturn(type, type === 'resume' || type === 'online')
        },
        onCookies: tabs.hearCookies,
      })
      tabs.hearCookies()
      onReturn('start', false)
    },
    stop() {
      stopListening?.()
      stopListening = undefined
      alarm.stop()
      tabs.close()
    },
  }
}
