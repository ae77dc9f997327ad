import { dueAt, type KeepAlivePolicy } from '../activity/due.ts'
import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import type { Method, Send } from '../http/send.ts'
import type { Trace } from '../state/events.ts'
import type { Listeners } from '../state/listeners.ts'
import { acquireLease, releaseLease } from '../tabs/lease.ts'
import { readMarkers } from '../tabs/marker.ts'
import type { Memory } from '../tabs/memory.ts'
import { delayTo } from '../time/alarm.ts'
import type { Answer } from '../time/bounds.ts'
import { createNow } from '../time/now.ts'
import type { ClientEvents } from './client-events.ts'
import { patience, plan } from './plan.ts'
import { createRequestQueue, type RequestListeners, type RequestQueue } from './request-queue.ts'
import { type Change, createSessionKnowledge, type SessionKnowledge } from './session-knowledge.ts'

export interface ActorOptions<Data> {
  readonly send: Send<Data>
  readonly clock: Clock
  readonly env: Env
  readonly overdue?: 'keep' | 'hide' | undefined
}

/** Holds what is known, makes plans of it, and carries them out. */
export interface Actor<Data> extends RequestQueue {
  readonly known: SessionKnowledge<Data>
  readonly learn: (change: Change<Data>) => void
  /** The client's time. */
  readonly now: () => number
  trace(type: Trace['type'], cause: string): void
  /** Has the server asked for a reason, at once or then. One that said when it wants to be asked again is left alone until then. */
  ask(cause: string, askAt?: number): void
  /** Looks at the clocks and the page, does what is due, and looks again when the next thing is. */
  update(isActivity?: boolean): void
  isVisible(): boolean
}

/** `shared`: what the tabs remember in common. */
export function createActor<Data>(
  { send, clock, env, overdue }: ActorOptions<Data>,
  { emit, has }: Listeners<ClientEvents<Data>>,
  shared: Memory,
  onAnswer: RequestListeners<Answer<Data>>['onAnswer'],
  onFailure: RequestListeners<Answer<Data>>['onFailure'],
): Actor<Data> {
  const { known, learn } = createSessionKnowledge<Data>(emit)
  const now = createNow(clock, (milliseconds) => {
    trace('clock', `${milliseconds}`)
    learn({ isSure: false })
    ask('clock')
  })
  const queue = createRequestQueue<Answer<Data>>(exchange, onAnswer, onFailure, () => update(), isVisible)
  let stopAlarm = (): void => {}
  learn({ markers: readMarkers(env) })

  function trace(type: Trace['type'], cause: string): void {
    emit('trace', { type, cause })
  }
  function isVisible(): boolean {
    return env.document.visibilityState !== 'hidden'
  }
  function keepAlive(): KeepAlivePolicy[] {
    return has('pause') ? [] : (['open', 'active'] as const).filter(has)
  }
  function ask(cause: string, askAt = 0): void {
    if (!known.state.error?.retryAfter) learn({ askAt, cause })
    update()
  }
  async function exchange(method: Method, cause: string): Promise<Answer<Data>> {
    learn({ mayBeCached: !env.navigator.onLine, markers: readMarkers(env), hasChanged: false })
    trace(method, cause)
    const sentAt = now()
    const view = await send(method)
    return { view, sentAt, receivedAt: now() }
  }
  function update(isActivity = false): void {
    stopAlarm()
    if (!known.isRunning) return
    const time = now()
    const isSeen = isVisible()
    const { cause } = known
    const { touch, ask, wakeAt, ...change } = plan({
      ...known,
      now: time,
      isVisible: isSeen,
      isActivity,
      keepAlive: keepAlive(),
      overdue,
    })
    if (ask === 'later') trace('wait', cause)
    if (learn(change)) {
      // A listener may have done something that needs another plan.
      update(isActivity)
      return
    }
    if (touch) touchWhenDue(touch)
    // An error is in the state.
    if (ask === 'now') queue.request('get', cause).catch(() => {})
    const ticks: number[] = []
    if (isSeen) emit('tick', (delay) => ticks.push(time + delay))
    stopAlarm()
    // A listener may have stopped it.
    if (known.isRunning) stopAlarm = clock.after(delayTo([...wakeAt, ...ticks], time), update)
  }
  async function touchWhenDue(policy: KeepAlivePolicy): Promise<void> {
    const triedAt = now()
    const isDue = (): boolean =>
      keepAlive().includes(policy) && dueAt(policy, known.state, known.bounds) <= now()
    learn({ triedAt })
    if (!(await acquireLease(shared, clock))) return trace('skip', policy)
    // An input of before the page was frozen is no reason now.
    if (known.isRunning && isDue() && (policy === 'open' || now() < triedAt + patience))
      await queue.request('post', policy).catch(() => {})
    releaseLease(shared)
    // One that renewed nothing would be due again at once, and for ever.
    if (known.failures || !isDue()) learn({ triedAt: -Infinity })
  }

  return {
    ...queue,
    known,
    learn,
    now,
    trace,
    ask,
    update,
    isVisible,
  }
}
