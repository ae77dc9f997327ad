import type { Clock } from '../clock.ts'
import { type Env, listen } from '../env/env.ts'
import { isOnline, isVisible, watchPresence } from '../env/presence.ts'
import { SessionClientError } from '../errors.ts'
import { createAsker } from '../http/asker.ts'
import type { Answer, Method, Send } from '../http/send.ts'
import { identityOf } from '../state/state.ts'
import type { StateStore } from '../state/store.ts'
import { afterFailure, afterView, isOutdated, warnLead } from '../state/transition.ts'
import type { TabMessage } from '../tabs/message.ts'
import { renewalOf } from '../tabs/renewal.ts'
import { createTabs } from '../tabs/tabs.ts'
import { type Bounds, boundsOf } from '../time/bounds.ts'
import { createCountdown, type WatchedCountdown } from '../time/countdown.ts'
import { createDeadline } from '../time/deadline.ts'
import { createWakeWatch } from '../time/wake.ts'
import { createConversation } from './conversation.ts'

export interface EngineOptions<Data> {
  readonly url: string
  readonly warnBefore: number
  readonly clock: Clock
  readonly env: Env | undefined
  readonly store: StateStore<Data>
  readonly send: Send<Data>
}

/** What keeps a state true: requests, deadlines, the page's coming and going, the other tabs. */
export interface Engine<Data> {
  readonly countdown: WatchedCountdown
  exchange(method: Method): Promise<void>
  underWay(method: Method): Promise<void> | undefined
  /** Takes an answer that the app came by; those to requests under way are older. */
  apply(answer: Answer<Data>): void
  /** A new epoch: drops answers under way, and tells the other tabs to ask. */
  renew(): void
  bounds(): Bounds | undefined
  /** Listens and asks by itself from now on. */
  start(): void
  stop(): void
}

/** How long an answer spares a tab that comes to the foreground the next question. */
const fresh = 10_000

export function createEngine<Data>(options: EngineOptions<Data>): Engine<Data> {
  const { url, warnBefore, clock, env, store, send } = options
  const { exchange, underWay, renew } = createConversation({ send, onAnswer, onFailure })
  const asker = createAsker({ clock, attempt: () => exchange('get'), mayAsk })
  const deadline = createDeadline(clock, { onWarn, onVerify, onAsk: ask })
  const countdown = createCountdown(
    clock,
    () => Math.max(0, (deadline.bounds()?.verifyAt ?? 0) - clock.now()),
    () => isVisible(env),
  )
  const wake = createWakeWatch(clock, onReturn)
  const tabs = env && createTabs(env, new URL(url, env.document.baseURI).href, onMessage)
  let stops: (() => void)[] = []
  let answeredAt = -Infinity

  function mayAsk(): boolean {
    return stops.length > 0 && isVisible(env) && isOnline(env)
  }
  function ask(isUrgent?: boolean): void {
    if (mayAsk()) asker.ask(isUrgent)
    // It will be asked when the page is seen, or online, again.
    else store.set({ ...store.get(), stale: true })
  }
  function askIfOld(): void {
    const { status, stale } = store.get()
    const isFresh = Math.abs(clock.now() - answeredAt) < fresh
    if (status === 'unknown' || stale || !isFresh || deadline.isNear()) ask()
  }
  function onWarn(): void {
    const state = store.get()
    if (state.status !== 'active' || state.phase !== 'steady') return
    // The app's own requests extend the stay too, so an old answer does not prove that the end is near.
    if (clock.now() - answeredAt < 5000) store.set({ ...state, phase: 'expiring' })
    else ask()
  }
  function onVerify(): void {
    const state = store.get()
    if (state.status === 'active') store.set({ ...state, phase: 'verifying' })
  }
  /** The page was away, the machine asleep or its clock set: nothing is certain but what the server says now. */
  function onReturn(): void {
    deadline.check()
    countdown.refresh()
    ask(true)
  }

  function take(answer: Answer<Data>, isEnded = false): void {
    const { view, receivedAt } = answer
    // A deadline that passed unnoticed is a reason.
    deadline.check()
    const previous = store.get()
    if (isOutdated(previous, view))
      throw new SessionClientError('bad-answer', 'The answer is older than what is known of the session')
    answeredAt = receivedAt
    deadline.set(boundsOf(answer), view.status === 'active' ? warnLead(view, warnBefore) : 0)
    store.set(afterView(previous, view, warnBefore, isEnded))
    deadline.check()
    countdown.refresh()
  }
  function onAnswer(answer: Answer<Data>, method: Method): void {
    const previous = store.get()
    const { view } = answer
    take(answer, method === 'delete')
    if (method === 'delete') tabs?.post({ kind: 'ended', id: identityOf(previous) })
    if (method === 'post' && view.status === 'active')
      tabs?.post({ kind: 'extended', ...answer, view: { ...view, data: undefined } })
  }
  function onFailure(error: SessionClientError): void {
    if (error.code !== 'aborted') store.set(afterFailure(store.get(), error))
  }
  function onMessage(message: TabMessage): void {
    const now = clock.now()
    const state = store.get()
    if (message.kind === 'extended') {
      const answer = renewalOf(state, message, now)
      if (answer) take(answer)
      return
    }
    renew()
    if (message.kind === 'ended' && state.status === 'active' && state.id === message.id)
      take({ view: { status: 'none', now }, sentAt: now, receivedAt: now }, true)
    else ask(true)
  }

  return {
    countdown,
    exchange,
    underWay,
    apply(answer) {
      const previous = store.get()
      renew()
      take(answer)
      const state = store.get()
      if (identityOf(previous) !== identityOf(state)) tabs?.post({ kind: 'changed' })
    },
    renew() {
      renew()
      tabs?.post({ kind: 'changed' })
    },
    bounds: deadline.bounds,
    start() {
      if (!env || !tabs) return
      stops = [
        tabs.start(),
        watchPresence(env, {
          onShow() {
            deadline.check()
            countdown.refresh()
            wake.start()
            askIfOld()
          },
          onHide() {
            wake.stop()
            countdown.refresh()
          },
          onReturn,
          onOffline: () => store.set({ ...store.get(), connection: 'offline' }),
        }),
        // After sleep the first input may come before any timer.
        listen(env, ['pointerdown', 'keydown'], () => {
          if (wake.check()) onReturn()
        }),
        wake.stop,
        deadline.stop,
        asker.stop,
      ]
      deadline.start()
      if (isVisible(env)) wake.start()
      askIfOld()
    },
    stop() {
      for (const stop of stops) stop()
      stops = []
    },
  }
}
