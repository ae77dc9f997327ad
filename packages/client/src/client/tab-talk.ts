import type { SessionView } from '@sojourn/contract'
import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import type { Answer, Method } from '../http/send.ts'
import { type EndReason, identityOf, type SessionState } from '../state/state.ts'
import type { StateStore } from '../state/store.ts'
import { readMarkers } from '../tabs/marker.ts'
import { createTabs, type Received, type Tabs } from '../tabs/tabs.ts'
import type { Conversation } from './conversation.ts'
import type { Verdicts } from './verdicts.ts'

export interface TabTalk<Data> extends Omit<Tabs, 'tell' | 'contradict' | 'endOf'> {
  /** Tells what an answer changed, or renewed. */
  tell(previous: SessionState<Data>, answer: Answer<Data>, method: Method | 'view'): void
  /** Tells that somebody signed in. */
  announce(): void
  /** Ends the stay if another tab saw its end. */
  obey(): void
  /** A request of the app, sent at `sentAt`, was answered with the status of the session, its stay, and how long that lasts. */
  hear(status: string, sentAt: number, id: string | undefined, maxAge: number): void
  /** Whether a view is older than what is known: a lagging replica answered it, or a cache what was true before an end. */
  isPast(view: SessionView): boolean
  /** A question is sent: it sees the session that the browser has now. */
  noteCookies(): void
  /** Cookies may have changed, whoever did it. */
  hearCookies(): void
}

/** How long the server is spared one more question about a 401. */
const fresh = 10_000
/** How long a change of the cookie waits for what is about to be said of it: by the answer that made it, or another tab. */
const grace = 10

/** What this tab makes of what others say, tabs and the app's own answers, and tells them. `ask` has the server asked. */
export function createTabTalk<Data>(
  env: Env,
  url: string,
  clock: Clock,
  now: () => number,
  { get, set }: StateStore<Data>,
  known: Verdicts<Data>,
  { abandon, outdate }: Conversation,
  ask: (why: string, at?: number) => void,
  trace: (type: 'alone', cause: string) => void,
): TabTalk<Data> {
  let doubtedAt = -Infinity
  let markers = readMarkers(env)
  /** Whether the cookie changed hands since the last question was sent. */
  let hasChanged = false
  const tabs = createTabs(env, url, clock, onMessage, (what) => trace('alone', what))

  /** Whether the marker cookies tell the same. */
  function isMarked(said: SessionState | SessionView): boolean {
    return said.status === 'active' ? markers.includes(said.id) : !markers
  }
  function onMessage(message: Received): void {
    const { id, version, at, reason, now: endedAt } = message
    const state = get()
    if (state.status === 'active' && id === state.id) {
      if (reason) end(reason, 'message', endedAt)
      else if (at) known.lengthen({ ...message, sentAt: now() - clock.now() + at }, 'message')
      else if (version > state.version) ask('message')
    } else if (id && !reason && known.isOld) {
      // It was told of the sign-in itself, and has asked since.
      ask('message')
    } else {
      // What is under way may be older than what is told.
      outdate()
      if (reason && state.status === 'none') return
      doubt()
      ask('message')
    }
  }
  /** What is shown is another's, or nobody's any more. */
  function doubt(): void {
    known.askedAt = now()
    known.isOld = true
    set({ ...get(), stale: true })
  }
  function end(reason: EndReason, why: string, endedAt: number): void {
    abandon()
    known.askedAt = now()
    known.end(reason, why, endedAt)
  }
  return {
    ...tabs,
    tell(previous, { view, sentAt }, method) {
      const state = get()
      const before = previous.status === 'active' ? previous : undefined
      // The cookie changed hands while the question was under way, and not by it.
      if (hasChanged && !isMarked(view)) ask('cookie', now() + grace)
      if (state.status === 'active' && view.status === 'active') {
        const { id, version, data } = state
        const { maxAge, expiresAt } = view
        tabs.contradict(id)
        const isSame = before?.id === id
        if (method === 'post' && isSame && before.data === data)
          tabs.tell({ id, version, at: clock.now() - now() + sentAt, maxAge, expiresAt }, false)
        // A first verdict is news to those alone who know another, and none of them is cached: those ask anyway.
        else if (!(isSame && before.data === data))
          tabs.tell({ id, version }, previous.status !== 'unknown' && !isSame)
      } else if (state.status === 'none' && previous.status !== 'none') {
        const { reason } = state
        tabs.tell(before ? { id: before.id, reason, now: view.now } : { reason: 'lost' }, !!before)
      }
    },
    hear(status, sentAt, id, maxAge) {
      const state = get()
      const at = Math.max(now(), doubtedAt + fresh)
      if (status !== state.status || id !== identityOf(state)) {
        if (at >= known.askAt) return
        doubtedAt = at
        ask('response', at)
        // What may be over, or another's, is not renewed.
      } else if (state.status === 'active' && state.phase !== 'verifying' && sentAt >= known.askedAt)
        known.lengthen({ ...state, sentAt, maxAge }, 'response')
    },
    isPast(view) {
      if (view.status === 'none') return false
      const { id, now, version } = view
      const state = get()
      const isOutdated = state.status === 'active' && state.id === id && version < state.version
      const isBefore = now < known.endedAt || now < (tabs.endOf(id)?.now ?? 0)
      return isOutdated || (isBefore && !(now > known.refused))
    },
    noteCookies() {
      markers = readMarkers(env)
      hasChanged = false
    },
    hearCookies() {
      const before = markers
      markers = readMarkers(env)
      if (markers === before) return
      hasChanged = true
      // The answer to what changed it was faster.
      if (isMarked(get())) return
      known.isOld = true
      ask('cookie', now() + grace)
    },
    announce() {
      abandon()
      doubt()
      // Another server may have answered the sign-in, by a clock that lags behind.
      known.endedAt = 0
      tabs.tell({}, true)
    },
    obey() {
      const state = get()
      const found = state.status === 'active' && tabs.endOf(state.id)
      if (found) end(found.reason, 'tombstone', found.now)
    },
  }
}
