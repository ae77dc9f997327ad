import { touchDueAt } from '../activity/due.ts'
import { inputs, isInput } from '../activity/input.ts'
import type { Clock } from '../clock.ts'
import type { Env, PageEvent } from '../env/env.ts'
import { SessionClientError } from '../errors.ts'
import { backOff } from '../http/back-off.ts'
import type { Answer, Method, Send } from '../http/send.ts'
import type { Listeners } from '../state/listeners.ts'
import { identityOf } from '../state/state.ts'
import type { StateEvents, StateStore } from '../state/store.ts'
import { afterFailure, afterView, isOutdated } from '../state/transition.ts'
import { createChannel, type Message } from '../tabs/channel.ts'
import { boundsOf, noBounds, phaseAt } from '../time/bounds.ts'
import { type CountdownTick, remainingAt } from '../time/countdown.ts'
import { type Conversation, createConversation } from './conversation.ts'

/** Who is listening, and for what. Who keeps the session alive only has to be there. */
export interface EngineEvents<Data> extends StateEvents<Data> {
  tick: CountdownTick
  active: never
  open: never
}

/** What keeps a state true: requests, deadlines, the page's coming and going, the other tabs. */
export interface Engine extends Omit<Conversation, 'renew'> {
  remaining(): number
  /** Somebody signed in: drops answers under way, and tells the other tabs to ask. */
  renew(): void
  /** Listens and asks by itself, until stopped. */
  start(): void
  stop(): void
}

/** How long an answer spares a tab that comes to the foreground the next question. */
const fresh = 10_000
/** The longest delay that timers take; one more, and they fire at once. */
const longest = 2 ** 31 - 1

export function createEngine<Data>(
  send: Send<Data>,
  { get, set }: StateStore<Data>,
  { emit, has }: Pick<Listeners<EngineEvents<Data>>, 'emit' | 'has'>,
  clock: Clock,
  env: Env,
  url: string,
  warnBefore: number,
): Engine {
  const { exchange, renew, settle } = createConversation(send, onAnswer, onFailure)
  const channel = createChannel(env, url, onMessage)
  /** Its signal removes the listeners; there is one while the engine runs. */
  let running: AbortController | undefined
  let stopTimer = (): void => {}
  let bounds = noBounds
  let shown = 0
  /** Whether what is known may be wrong, so that a question is due: at once, or after the last failure's back-off. */
  let isDoubtful = false
  let answeredAt = -Infinity
  let failures = 0
  let retryAt = 0
  let distance = clock.now() - clock.monotonic()

  const remaining = (): number => remainingAt(clock.now(), bounds)
  const isVisible = (): boolean => env.document.visibilityState !== 'hidden'

  /** Looks at the clocks and the page, does what is due, and looks again when the next thing is. */
  function look(isActivity = false): void {
    stopTimer()
    if (!running) return
    const now = clock.now()
    const isOnline = env.navigator.onLine

    // Timers stand still in sleep and tell nobody, but the clocks part; they do too when somebody sets one.
    const before = distance
    distance = now - clock.monotonic()
    if (Math.abs(distance - before) > 1000) doubt()

    const state = get()
    const phase = phaseAt(now, bounds)
    if (state.status === 'active' && state.phase !== phase) {
      // The app's own requests extend the stay too, so an old answer does not prove that the end is near.
      if (phase === 'expiring') isDoubtful = true
      else set({ ...state, phase })
    }
    if (now >= bounds[2]) isDoubtful = true
    // It will be asked when the page is seen, or online, again.
    if (isDoubtful && !(isVisible() && isOnline)) set({ ...get(), stale: true })
    else if (isDoubtful) ask('get')

    const dueAt = has('open') ? touchDueAt(get(), bounds, true) : Infinity
    const isDue = dueAt <= now || (isActivity && has('active') && touchDueAt(get(), bounds, false) <= now)
    if (isDue && isOnline) ask('post')

    if (isVisible() && remaining() !== shown) {
      shown = remaining()
      emit('tick', { remaining: shown })
    }
    const nextTick = isVisible() ? bounds[1] - shown + 1000 : Infinity
    const delays = [...bounds, retryAt, dueAt, nextTick]
      .map((time) => time - now)
      .filter((delay) => delay > 0)
    if (running) stopTimer = clock.after(Math.min(longest, ...delays), look)
  }
  function ask(method: Method): void {
    // What goes wrong is in the state.
    if (clock.now() >= retryAt) exchange(method).catch(() => {})
  }
  /** The page was away, the machine asleep or its clock set: nothing is certain but what the server says now. */
  function doubt(): void {
    isDoubtful = true
    retryAt = 0
  }
  function take(answer: Answer<Data>, isEnded: boolean): void {
    const state = get()
    const now = clock.now()
    // A deadline that passed unnoticed is a reason.
    const previous = state.status === 'active' ? { ...state, phase: phaseAt(now, bounds) } : state
    bounds = boundsOf(answer, warnBefore)
    answeredAt = answer.receivedAt
    isDoubtful = false
    failures = retryAt = 0
    set(afterView(previous, answer.view, phaseAt(now, bounds), isEnded))
    look()
  }
  function onAnswer(answer: Answer<Data>, method: Method): void {
    const { view } = answer
    const previous = get()
    const isEnded = method === 'delete'
    if (isOutdated(previous, view)) throw new SessionClientError('bad-answer')
    take(answer, isEnded)
    if (method === 'get') return
    const id = identityOf(isEnded ? previous : get())
    channel.post({
      id,
      answer: { ...answer, view: view.status === 'active' ? { ...view, data: undefined } : view },
    })
  }
  function onFailure(error: SessionClientError): void {
    if (error.code === 'aborted') return
    isDoubtful = true
    retryAt = clock.now() + backOff(++failures, error)
    set(afterFailure(get(), error))
    look()
  }
  function onMessage({ id, answer }: Message): void {
    const state = get()
    const view = id === identityOf(state) && answer?.view
    if (view && view.status === 'active') {
      if (state.status === 'active' && view.expiresAt > state.expiresAt && !isOutdated(state, view))
        take({ ...answer, view: { ...view, data: state.data } }, false)
      return
    }
    renew()
    if (view) take({ ...answer, view }, true)
    else {
      doubt()
      look()
    }
  }
  function onPageEvent(event: PageEvent): void {
    const { type, persisted } = event
    if (type === 'offline') set({ ...get(), connection: 'offline' })
    if (type === 'resume' || type === 'online' || persisted) doubt()
    if (type === 'visibilitychange') onVisibility()
    else look(isInput(event))
  }
  function onVisibility(): void {
    if (isVisible() && clock.now() - answeredAt >= fresh) isDoubtful = true
    look()
  }

  return {
    exchange,
    settle,
    remaining,
    renew() {
      renew()
      channel.post({})
    },
    start() {
      running = new AbortController()
      // On the way down, so that nothing in the page can stop an event.
      const options = { capture: true, passive: true, signal: running.signal }
      for (const type of [...inputs, 'visibilitychange', 'pageshow', 'resume', 'online', 'offline'])
        env.addEventListener(type, onPageEvent, options)
      channel.open()
      shown = remaining()
      onVisibility()
    },
    stop() {
      running?.abort()
      running = undefined
      stopTimer()
      channel.close()
    },
  }
}
