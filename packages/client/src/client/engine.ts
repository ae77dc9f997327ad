import { listenToPage } from '../activity/page-events.ts'
import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import { SessionClientError } from '../errors.ts'
import type { Method, Send } from '../http/send.ts'
import { createListeners, type Listeners } from '../state/listeners.ts'
import type { EndReason, StateFields } from '../state/state.ts'
import { leaveEndNote, takeEndNote } from '../tabs/end-note.ts'
import { readMarkers } from '../tabs/marker.ts'
import { createMemory } from '../tabs/memory.ts'
import { messageOf, type Received } from '../tabs/message.ts'
import { createTabs } from '../tabs/tabs.ts'
import { readTombstone, removeTombstone } from '../tabs/tombstones.ts'
import type { Answer } from '../time/bounds.ts'
import { type Actor, createActor } from './actor.ts'
import type { ClientEvents } from './client-events.ts'
import { type Hint, hintOfAnnouncement, hintOfAnswer, hintOfCookies, hintOfMessage } from './hint.ts'
import { afterDoubt, afterError, afterVerdict, isOutdated } from './verdict.ts'

export interface EngineOptions<Data> {
  readonly send: Send<Data>
  readonly clock: Clock
  readonly env: Env
  /** Of the session endpoints: tabs with the same one share a session. */
  readonly url: string
  readonly warnBefore?: number | undefined
  readonly overdue?: 'keep' | 'hide' | undefined
  /** Aborted, nothing starts any more. */
  readonly signal: AbortSignal
}

/** What keeps the state true: it hears the server, the page and the other tabs, and has the actor act on what they say. */
export interface Engine<Data> extends Actor<Data>, Pick<Listeners<ClientEvents<Data>>, 'on' | 'clear'> {
  /** Takes a view that no request of the engine brought, asked for `age` milliseconds ago, unless more is known already. */
  apply(view: Answer<Data>['view'], age: number): void
  fail(error: SessionClientError): void
  /** Whether the last answer is young enough to be believed without another question. */
  isFresh(): boolean
  /** An answer to a request of the app said so; see `hintOfAnnouncement`. */
  onAnnouncement(status: string, id: string | undefined, maxAge: number, sentAt: number): void
  /** Somebody signed in here. */
  announceSignIn(): void
  /** Leaves word of the reason for the next document of this tab. */
  leave(reason: EndReason): void
}

/** How long an answer spares a tab that comes to the foreground the next question. */
const fresh = 10_000

/** It listens and asks by itself as long as anybody listens to it. */
export function createEngine<Data>(options: EngineOptions<Data>): Engine<Data> {
  const { clock, env, url, warnBefore = 120_000, signal } = options
  const name = `sojourn:3:${url}:`
  const onMissing = (what: string): void => trace('alone', what)
  const shared = createMemory(() => env.localStorage, name, onMissing)
  const own = createMemory(() => env.sessionStorage, name)
  const tabs = createTabs(env, name, shared, onMessage, onMissing)
  const listeners = createListeners<ClientEvents<Data>>(start, stop)
  const actor = createActor<Data>(options, listeners, shared, onAnswer, fail)
  const { known, learn, now, trace, ask, update, outdate, abandon, isVisible } = actor
  let isCovered = false
  let stopListening = (): void => {}

  function cover(covers: boolean): void {
    if (covers !== isCovered) listeners.emit('cover', covers)
    isCovered = covers
  }
  function leave(reason: EndReason): void {
    leaveEndNote(own, reason, clock.now())
  }
  /** Does what follows from what others say. */
  function follow({ outdates, change, answer, end, askAt }: Hint<Data>, why: string): void {
    if (outdates) outdate()
    if (change) learn(change)
    if (end) {
      abandon()
      const at = now()
      take({ view: { status: 'none', ...end }, sentAt: at, receivedAt: at }, why)
    }
    if (answer) take(answer, why)
    if (askAt !== undefined) ask(why, askAt)
  }
  function onMessage(message: Received): void {
    follow(hintOfMessage(known, message, now(), now() - clock.now()), 'message')
  }
  function onCookies(): void {
    follow(hintOfCookies(known, readMarkers(env), now()), 'cookie')
  }
  function applyTombstones(): void {
    const { id }: StateFields = known.state
    follow({ end: readTombstone(shared, id) }, 'tombstone')
  }
  function take(answer: Answer<Data>, why: string, isEnd = false): void {
    const left = known.state.status === 'unknown' ? takeEndNote(own, clock.now()) : undefined
    const change = afterVerdict(known, answer, { isEnd, left, warnBefore })
    const { state } = change
    if (state.status === 'none' && known.shown.status === 'active') leave(state.reason)
    learn(change)
    trace(state.status, why)
    cover(false)
    update()
  }
  /** Takes what the server said, and tells the other tabs. */
  function accept(answer: Answer<Data>, why: Method | 'view', isEnd = false): void {
    const { view, sentAt } = answer
    const before: StateFields = known.shown
    learn({ newest: Math.max(known.newest, view.now) })
    take(answer, why, isEnd)
    follow(hintOfAnswer(known, answer, now()), 'cookie')
    const state: StateFields = known.state
    if (view.id) removeTombstone(shared, view.id)
    const message = messageOf(before, state, view, why === 'post' && clock.now() - now() + sentAt)
    if (message) tabs.tell(message, before.status !== 'unknown' && before.id !== state.id)
  }
  function isPast(view: Answer<Data>['view']): boolean {
    return isOutdated(known, view, readTombstone(shared, view.id)?.now ?? 0)
  }
  function onAnswer(answer: Answer<Data>, method: Method, isEnd: boolean): void {
    const { view, receivedAt: answeredAt } = answer
    const { newest } = known
    const mayBeCached = method === 'get' && (known.mayBeCached || !env.navigator.onLine)
    learn({ answeredAt, mayBeCached })
    if (mayBeCached && view.now <= newest) throw new SessionClientError('offline')
    if (isPast(view)) {
      learn({ refused: view.now })
      throw new SessionClientError('bad-answer')
    }
    accept(answer, method, isEnd)
    if (mayBeCached && !newest) {
      learn({ state: { ...known.state, connection: 'offline' } })
      ask('retry', now() + 1000)
    }
  }
  function fail(error: SessionClientError): void {
    if (error.code === 'aborted') return
    learn(afterError(known, error, now()))
    trace('failure', error.code)
    // Nothing has worked yet, so it may be how it is set up.
    if (known.state.status === 'unknown' && known.failures < 2)
      console.warn(`${error.message}: ${url}`, error.cause)
    update()
  }
  function isFresh(): boolean {
    const { phase }: StateFields = known.state
    return phase === 'steady' && now() < known.answeredAt + fresh
  }
  /** The page is there, perhaps again. */
  function onReturn(why: string, mustAsk: boolean): void {
    applyTombstones()
    if (mustAsk || (isVisible() && !isFresh())) ask(why)
    else update()
  }
  function onPageEvent(type: string, isRestored = false): void {
    if (isRestored) {
      tabs.open()
      cover(known.state.status === 'active')
    }
    if (type === 'offline') learn({ state: { ...known.state, connection: type } })
    if (type === 'input') update(true)
    else if (type === 'cookie') onCookies()
    else if (type === 'pagehide') tabs.rest()
    else onReturn(type, isRestored || type === 'resume' || type === 'online')
  }
  function start(): void {
    if (!env || signal.aborted) return
    tabs.open()
    stopListening = listenToPage(env, now, onPageEvent)
    learn({ isRunning: true })
    onCookies()
    onReturn('start', false)
  }
  function stop(): void {
    stopListening()
    learn({ isRunning: false })
    update()
    tabs.close()
  }

  return {
    ...actor,
    ...listeners,
    leave,
    apply(view, age) {
      const receivedAt = now()
      const sentAt = receivedAt - (Math.max(0, age) || 0)
      if (sentAt < known.askedAt) return
      if (isPast(view)) return ask('call')
      abandon()
      accept({ view, sentAt, receivedAt }, 'view')
    },
    fail,
    isFresh,
    onAnnouncement: (status, id, maxAge, sentAt) =>
      follow(hintOfAnnouncement(known, status, id, maxAge, sentAt, now()), 'response'),
    announceSignIn() {
      abandon()
      // Another server may have answered the sign-in, by a clock that lags behind.
      learn({ ...afterDoubt(known, now()), endedAt: 0 })
      tabs.tell({}, true)
    },
  }
}
