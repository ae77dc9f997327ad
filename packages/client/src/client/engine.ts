import type { Clock } from '../clock.ts'
import { type Env, isOnline, isVisible } from '../env/env.ts'
import { listen, type PageEvent } from '../env/listen.ts'
import { SessionClientError } from '../errors.ts'
import { createAsker } from '../http/asker.ts'
import type { Answer, Method, Send } from '../http/send.ts'
import { identityOf } from '../state/state.ts'
import type { StateStore } from '../state/store.ts'
import { afterFailure, afterView, isOutdated } from '../state/transition.ts'
import { renewalOf } from '../tabs/renewal.ts'
import { createTabs } from '../tabs/tabs.ts'
import { type Bounds, boundsOf } from '../time/bounds.ts'
import { createCountdown, type WatchedCountdown } from '../time/countdown.ts'
import { createDeadline, type Step } from '../time/deadline.ts'
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
  /** Takes an answer that the app came by; those to requests under way are older. */
  apply(answer: Answer<Data>): void
  /** A new epoch: drops answers under way, and tells the other tabs to ask. */
  renew(): void
  bounds(): Bounds | undefined
  /** Listens and asks by itself, until stopped. */
  start(): () => void
}

/** How long an answer spares a tab that comes to the foreground the next question. */
const fresh = 10_000
const inputs = ['pointerdown', 'keydown']

export function createEngine<Data>(options: EngineOptions<Data>): Engine<Data> {
  const { url, warnBefore, clock, env, store, send } = options
  const { exchange, renew } = createConversation(send, onAnswer, onFailure)
  const asker = createAsker({ clock, attempt: () => exchange('get'), mayAsk, isPersistent: true })
  const deadline = createDeadline(clock, () => isRunning, onReach)
  const countdown = createCountdown(
    clock,
    () => Math.max(0, (deadline.bounds()?.verifyAt ?? 0) - clock.now()),
    () => isVisible(env),
  )
  const wake = createWakeWatch(clock, onReturn)
  const tabs = env && createTabs(env, url, onIdentity, onRenewal)
  let isRunning = false
  let answeredAt = -Infinity

  function mayAsk(): boolean {
    return isRunning && isVisible(env) && isOnline(env)
  }
  function ask(isUrgent?: boolean): void {
    if (mayAsk()) asker.ask(isUrgent)
    // It will be asked when the page is seen, or online, again.
    else store.set({ ...store.get(), stale: true })
  }
  function onReach(step: Step): void {
    const state = store.get()
    if (state.status !== 'active') return
    const isWarning = step === 'expiring'
    if (isWarning && (state.phase !== 'steady' || !warnBefore)) return
    // The app's own requests extend the stay too, so an old answer does not prove that the end is near.
    if (step === 'over' || (isWarning && clock.now() - answeredAt >= 5000)) ask()
    else store.set({ ...state, phase: step })
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
      throw new SessionClientError('bad-answer', 'The server answered with an older view')
    answeredAt = receivedAt
    deadline.set(boundsOf(answer, warnBefore))
    store.set(afterView(previous, view, warnBefore, isEnded))
    deadline.check()
    countdown.refresh()
  }
  function onAnswer(answer: Answer<Data>, method: Method): void {
    const previous = store.get()
    const { view } = answer
    take(answer, method === 'delete')
    if (method === 'delete') tabs?.identity.post(identityOf(previous))
    if (method === 'post' && view.status === 'active')
      tabs?.renewals.post({ ...answer, view: { ...view, data: undefined } })
  }
  function onFailure(error: SessionClientError): void {
    if (error.code !== 'aborted') store.set(afterFailure(store.get(), error))
  }
  function onIdentity(endedId: string | undefined): void {
    const now = clock.now()
    const id = identityOf(store.get())
    renew()
    if (id && id === endedId) take({ view: { status: 'none', now }, sentAt: now, receivedAt: now }, true)
    else ask(true)
  }
  function onRenewal(renewal: Answer<undefined>): void {
    const answer = renewalOf(store.get(), renewal, clock.now())
    if (answer) take(answer)
  }

  function onPageEvent({ type, persisted }: PageEvent): void {
    if (type === 'offline') store.set({ ...store.get(), connection: 'offline' })
    else if (type === 'visibilitychange') onVisibility()
    // After sleep the first input may come before any timer.
    else if (inputs.includes(type) ? wake.check() : type !== 'pageshow' || persisted) onReturn()
  }
  function onVisibility(): void {
    deadline.check()
    countdown.refresh()
    wake.stop()
    if (!isVisible(env)) return
    wake.start()
    const state = store.get()
    const isCertain = state.status === 'active' ? state.phase === 'steady' : state.status === 'none'
    if (!isCertain || state.stale || Math.abs(clock.now() - answeredAt) >= fresh) ask()
  }

  return {
    countdown,
    exchange,
    apply(answer) {
      const previous = store.get()
      renew()
      take(answer)
      const state = store.get()
      if (identityOf(previous) !== identityOf(state)) tabs?.identity.post('')
    },
    renew() {
      renew()
      tabs?.identity.post('')
    },
    bounds: deadline.bounds,
    start() {
      const stops = env &&
        tabs && [
          tabs.start(),
          listen(
            env,
            [...inputs, 'visibilitychange', 'pageshow', 'resume', 'online', 'offline'],
            onPageEvent,
          ),
          wake.stop,
          deadline.stop,
          asker.stop,
        ]
      isRunning = !!stops
      onVisibility()
      return () => {
        isRunning = false
        for (const stop of stops ?? []) stop()
      }
    },
  }
}
