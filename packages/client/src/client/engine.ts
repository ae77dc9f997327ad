import { dueAt, type KeepAlivePolicy } from '../activity/due.ts'
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
import { remainingAt } from '../time/countdown.ts'
import { type Conversation, createConversation } from './conversation.ts'

/** Who is listening, and for what. Who keeps the session alive only has to be there. */
export interface EngineEvents<Data> extends StateEvents<Data>, Record<KeepAlivePolicy, never> {
  /** The countdown may have another second. */
  tick: undefined
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
  /** When the next question is due: once the last answer may be wrong, or after the back-off of a failure. */
  let askAt = 0
  let answeredAt = -Infinity
  let failures = 0
  let distance = clock.now() - clock.monotonic()

  const remaining = (): number => remainingAt(clock.now(), bounds)
  const touchDueAt = (policy: KeepAlivePolicy): number =>
    has(policy) ? dueAt(policy, get(), bounds) : Infinity
  const isVisible = (): boolean => env.document.visibilityState !== 'hidden'

  /** Looks at the clocks and the page, does what is due, and looks again when the next thing is. */
  function look(isActivity = false): void {
    stopTimer()
    if (!running) return
    const now = clock.now()
    const before = distance
    distance = now - clock.monotonic()
    // Timers stand still in sleep and tell nobody, but the clocks part; they do too when somebody sets one.
    if (Math.abs(distance - before) > 1000) askAt = 0
    checkDeadline()

    const isOnline = env.navigator.onLine
    const touchAt = touchDueAt('open')
    const isDue = touchAt <= now || (isActivity && touchDueAt('active') <= now)
    // A server that failed is left alone until its time.
    if (isDue && isOnline && (!failures || askAt <= now)) ask('post')
    if (askAt <= now) {
      if (isOnline && isVisible()) ask('get')
      // It will be asked when the page is seen, or online, again.
      else set({ ...get(), stale: true })
    }
    if (isVisible()) emit('tick', undefined)

    const nextTick = isVisible() ? bounds[1] - remaining() + 1000 : Infinity
    const delays = [bounds[1], askAt, touchAt, nextTick]
      .map((time) => time - now)
      .filter((delay) => delay > 0)
    if (running) stopTimer = clock.after(Math.min(longest, ...delays), look)
  }
  function ask(method: Method): void {
    // What goes wrong is in the state.
    exchange(method).catch(() => {})
  }
  function checkDeadline(): void {
    const state = get()
    if (state.status === 'active' && clock.now() >= bounds[1]) set({ ...state, phase: 'verifying' })
  }

  function take(answer: Answer<Data>, isEnded: boolean): void {
    // A deadline that passed unnoticed is a reason.
    checkDeadline()
    bounds = boundsOf(answer, warnBefore)
    const phase = phaseAt(clock.now(), bounds)
    // The app's own requests extend the stay too: that its end is near must be confirmed.
    askAt = bounds[phase === 'steady' ? 0 : 2]
    answeredAt = answer.receivedAt
    failures = 0
    set(afterView(get(), answer.view, phase, isEnded))
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
    askAt = clock.now() + backOff(++failures, error)
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
      askAt = 0
      look()
    }
  }
  function onPageEvent(event: PageEvent): void {
    const { type, persisted } = event
    if (type === 'offline') set({ ...get(), connection: 'offline' })
    if (type === 'resume' || type === 'online' || persisted) askAt = 0
    if (type === 'visibilitychange') onVisibility()
    else look(isInput(event))
  }
  function onVisibility(): void {
    if (isVisible() && clock.now() - answeredAt >= fresh) askAt = 0
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
