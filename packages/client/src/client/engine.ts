import { dueAt, type KeepAlivePolicy } from '../activity/due.ts'
import { listenToPage } from '../activity/page-events.ts'
import { type Clock, longestDelay } from '../clock.ts'
import type { Env } from '../env/env.ts'
import { SessionClientError } from '../errors.ts'
import type { Answer, Method, Send } from '../http/send.ts'
import type { Trace } from '../state/events.ts'
import type { Listeners } from '../state/listeners.ts'
import { unknownState } from '../state/state.ts'
import type { StateEvents, StateStore } from '../state/store.ts'
import { isOutdated } from '../state/transition.ts'
import type { Wake } from '../time/countdown.ts'
import { createNow } from '../time/now.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { createTabTalk, type TabTalk } from './tab-talk.ts'
import { createVerdicts } from './verdicts.ts'

/** Who is listening, and for what. Who keeps the session alive, or pauses that, only has to be there. */
export interface EngineEvents<Data> extends StateEvents<Data>, Record<KeepAlivePolicy | 'pause', never> {
  /** The countdown may have come to its next step. */
  tick: Wake
  /** The back/forward cache gave the page back: true; then the verdict is there: false. */
  cover: boolean
}

/** What keeps a state true: requests, deadlines, the page's coming and going, the other tabs. */
export interface Engine<Data> extends Conversation {
  /** The client's time. */
  readonly now: () => number
  /** Milliseconds until the stay ends. */
  remaining(): number
  /** Tells the other tabs that somebody signed in. */
  announce(): void
  /** Takes an answer that did not come by `exchange`, unless more is known already. */
  apply(answer: Answer<Data>): void
  fail(error: SessionClientError): void
  readonly hear: TabTalk<Data>['hear']
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
  { emit, has }: Pick<Listeners<EngineEvents<Data>>, 'emit' | 'has'>,
  clock: Clock,
  env: Env,
  { url, warnBefore, overdue }: { url: string; warnBefore: number; overdue: 'keep' | 'hide' },
): Engine<Data> {
  const { get, set } = store
  const isVisible = (): boolean => env.document.visibilityState !== 'hidden'
  // Some networks pass for none: the first question is tried in any case.
  const mayAsk = (): boolean =>
    isVisible() && (env.navigator.onLine || (get().status === 'unknown' && !known.failures))
  const now = createNow(clock, (milliseconds) => {
    trace('clock', `${milliseconds}`)
    known.isSure = false
    ask('clock')
  })
  const known = createVerdicts<Data>(store, now, warnBefore, (type, why) => {
    trace(type, why)
    if (type !== 'failure') cover(false)
    look()
  })
  const conversation = createConversation(createSend(now), trace, onAnswer, known.fail, mayAsk)
  const { exchange } = conversation
  const tabs = createTabTalk(env, url, clock, now, store, known, conversation, ask, (what) =>
    trace('alone', what),
  )
  /** There while the engine runs. */
  let stopListening: (() => void) | undefined
  let stopTimer = (): void => {}
  /** When it was last not being verified. */
  let sureAt = 0
  let wakesAt = 0
  let wasCovered = false
  let leftAt = -Infinity

  const touchDueAt = (policy: KeepAlivePolicy): number =>
    has(policy) && !has('pause') ? dueAt(policy, get(), known.bounds) : Infinity
  function cover(isCovered: boolean): void {
    if (isCovered !== wasCovered) emit('cover', isCovered)
    wasCovered = isCovered
  }
  function trace(type: Trace['type'], why: string): void {
    emit('trace', { type, cause: why })
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
    if (policy && env.navigator.onLine && time >= leftAt + patience && (!known.failures || askAt <= time))
      keep(policy)
    if (askAt <= time) {
      // What goes wrong is in the state.
      if (mayAsk()) exchange('get', known.cause).catch(() => {})
      else if (!get().stale) {
        // It will be asked when the page is seen, or online, again.
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
    const delays = times.map((at) => at - time).filter((delay) => delay > 0)
    // A listener may have made it look in between, or stop.
    stopTimer()
    const delay = Math.min(longestDelay, ...delays)
    wakesAt = time + delay
    if (stopListening !== undefined) stopTimer = clock.after(delay, look)
  }
  async function keep(policy: KeepAlivePolicy): Promise<void> {
    leftAt = now()
    if (!(await tabs.mayTouch())) return trace('skip', policy)
    // An input of before the page was frozen is no reason now.
    if (stopListening && touchDueAt(policy) <= now() && (policy === 'open' || now() < leftAt + patience))
      await exchange('post', policy).catch(() => {})
    tabs.giveWay()
    leftAt = -Infinity
    look()
  }
  function onAnswer(answer: Answer<Data>, method: Method): void {
    const previous = store.last()
    known.answeredAt = answer.receivedAt
    if (isOutdated(get(), answer.view)) throw new SessionClientError('bad-answer')
    known.take(answer, method)
    tabs.tell(previous, answer, method)
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
    now,
    remaining: () => Math.max(0, known.bounds[1] - now()),
    announce: tabs.announce,
    apply(answer) {
      if (answer.sentAt < known.askedAt || isOutdated(get(), answer.view)) return
      const previous = store.last()
      // Whatever was asked before knows less.
      conversation.abandon()
      known.take(answer, 'view')
      tabs.tell(previous, answer, 'get')
    },
    fail: known.fail,
    hear: tabs.hear,
    look,
    wake(delay) {
      if (now() + delay < wakesAt) look()
    },
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
      })
      onReturn('start', false)
    },
    stop() {
      stopListening?.()
      stopListening = undefined
      stopTimer()
      tabs.close()
    },
  }
}
