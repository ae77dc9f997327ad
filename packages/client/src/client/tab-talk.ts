import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import type { Answer, Method } from '../http/send.ts'
import type { EndReason, SessionState } from '../state/state.ts'
import type { StateStore } from '../state/store.ts'
import { createTabs, type Received, type Tabs } from '../tabs/tabs.ts'
import type { Conversation } from './conversation.ts'
import type { Verdicts } from './verdicts.ts'

export interface TabTalk<Data> extends Omit<Tabs, 'tell' | 'endOf' | 'contradict'> {
  /** Tells what an answer changed, or renewed. */
  tell(previous: SessionState<Data>, answer: Answer<Data>, method: Method): void
  /** Tells that somebody signed in. */
  announce(): void
  /** Ends the stay if another tab saw its end. */
  obey(): void
  /** A request of the app, sent at `sentAt`, was answered with the status of the session, and how long that lasts. */
  hear(status: string, sentAt: number, maxAge: number): void
}

/** How long the server is spared one more question about a 401. */
const fresh = 10_000

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
  onMissing: (what: string) => void,
): TabTalk<Data> {
  let doubtedAt = -Infinity
  const tabs = createTabs(env, url, clock, onMessage, onMissing)

  function onMessage(message: Received): void {
    const { id, version, at, reason } = message
    const state = get()
    if (state.status === 'active' && id === state.id) {
      if (reason) end(reason, 'message')
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
  function end(reason: EndReason, why: string): void {
    abandon()
    known.askedAt = now()
    known.end(reason, why)
  }
  return {
    ...tabs,
    tell(previous, { view, sentAt }, method) {
      const state = get()
      const before = previous.status === 'active' ? previous : undefined
      if (state.status === 'active' && view.status === 'active') {
        const { id, version, data } = state
        const { maxAge, expiresAt } = view
        tabs.contradict(id)
        const isSame = before?.id === id
        if (method === 'post' && isSame && before.data === data)
          tabs.tell({ id, version, at: clock.now() - now() + sentAt, maxAge, expiresAt }, false)
        else if (previous.status !== 'unknown' && !(isSame && before.data === data))
          tabs.tell({ id, version }, !isSame)
      } else if (before && state.status === 'none') tabs.tell({ id: before.id, reason: state.reason }, true)
    },
    hear(status, sentAt, maxAge) {
      const state = get()
      const at = Math.max(now(), doubtedAt + fresh)
      // What may be over, or another's, is not renewed.
      if (status === 'active' && state.status === status && state.phase !== 'verifying') {
        if (sentAt >= known.askedAt) known.lengthen({ ...state, sentAt, maxAge }, 'response')
      } else if (status !== state.status && at < known.askAt) {
        doubtedAt = at
        ask('response', at)
      }
    },
    announce() {
      abandon()
      doubt()
      tabs.tell({}, true)
    },
    obey() {
      const state = get()
      const reason = state.status === 'active' && tabs.endOf(state.id)
      if (reason) end(reason, 'tombstone')
    },
  }
}
