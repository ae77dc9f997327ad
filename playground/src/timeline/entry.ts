import type { SessionEvents, SessionState } from '@sojourn/client'
import { timeOfDay } from '../format.ts'

/** Where an entry stands: what this tab asked, what it then knew, and what came from elsewhere. */
export type Lane = 'requests' | 'verdicts' | 'world'

export interface Entry {
  readonly lane: Lane
  readonly title: string
  readonly detail: string
  /** `good`: the stay goes on; `attention`: it is in danger, or in doubt. */
  readonly tone?: 'good' | 'attention'
  readonly isFromTab?: boolean
}

type Trace = SessionEvents['trace']
/** The events that name a change of the state. */
export type Happened = { [Type in keyof SessionEvents]: readonly [Type, SessionEvents[Type]] }[Exclude<
  keyof SessionEvents,
  'trace'
>]

/** Why a question is asked, after “because”; events of the page have names of their own. */
const causes: Readonly<Record<string, string>> = {
  start: 'the page opened',
  visibilitychange: 'this tab was shown',
  pageshow: 'the page came back',
  resume: 'the page was unfrozen',
  online: 'the network is back',
  warning: 'the end is near',
  deadline: 'the time is up',
  clock: 'the clocks parted',
  retry: 'the last question got no verdict',
  message: 'another tab had news',
  response: 'an app request had news',
  open: 'the page is open (keepalive)',
  active: 'somebody is active (keepalive)',
  call: 'the page asked for it',
}

/** Who knew. */
const sources: Readonly<Record<string, string>> = {
  get: 'says the server',
  post: 'says the server',
  delete: 'says the server',
  view: 'says an answer of the app',
  message: '',
  tombstone: 'by the word it left',
  response: 'says the answer to an app request',
}

const requests = { get: 'GET /session', post: 'POST /session/touch', delete: 'DELETE /session' } as const

/** The entry of one step, with the events that it brought about. */
export function entryOf({ type, cause }: Trace, happened: readonly Happened[]): Entry {
  const because = `because ${causes[cause] ?? cause}`
  const isFromTab = cause === 'message' || cause === 'tombstone'
  switch (type) {
    case 'get':
    case 'post':
    case 'delete':
      return { lane: 'requests', title: requests[type], detail: because, isFromTab }
    case 'wait':
      return { lane: 'requests', title: 'A question waits', detail: 'until this tab is seen and online' }
    case 'failure':
      return {
        lane: 'verdicts',
        title: 'No verdict',
        detail: `${cause}: what was known stays, as stale`,
        tone: 'attention',
      }
    case 'clock':
      return { lane: 'world', title: 'The clocks parted', detail: partingOf(Number(cause)) }
    case 'skip':
      return { lane: 'world', title: 'No touch from here', detail: 'another tab has sent it' }
    case 'alone':
      return { lane: 'world', title: 'Alone', detail: `this browser gives no ${cause}` }
    default: {
      const lane = isFromTab ? 'world' : 'verdicts'
      const source = sources[cause] ?? cause
      if (happened.length === 0) {
        const title = type === 'active' ? 'Still active' : 'No session'
        return { lane, title, detail: source, tone: 'good', isFromTab }
      }
      const told = entryOfEvents(happened)
      return { ...told, lane, detail: [told.detail, source].filter(Boolean).join(', '), isFromTab }
    }
  }
}

/** The entry of events that no step of the client explains. */
export function entryOfEvents(happened: readonly Happened[]): Entry {
  const isGood = happened.every(([type]) => type === 'started' || type === 'extended' || type === 'changed')
  return {
    lane: 'verdicts',
    title: happened.map(titleOf).join('; '),
    detail: detailOf(happened.at(-1)?.[1].state),
    tone: isGood ? 'good' : 'attention',
  }
}

function titleOf([type, event]: Happened): string {
  switch (type) {
    case 'started':
      return 'Session started'
    case 'changed':
      return event.identity ? 'Another stay' : 'Other data'
    case 'extended':
      return 'Extended'
    case 'expiring':
      return event.state.limit === 'idle' ? 'About to end' : 'About to end for good'
    case 'ended':
      return `Ended: ${event.state.reason}`
    case 'error':
      return `Error: ${event.state.error.code}`
  }
}

function detailOf(state: SessionState | undefined): string {
  return state?.status === 'active' ? `until ${timeOfDay(state.expiresAt)}` : ''
}

/** Milliseconds of the wall clock less those of the monotonic one. */
function partingOf(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000).toLocaleString('en-GB')
  return milliseconds > 0
    ? `the wall clock is ${seconds} s ahead: a sleep, or somebody set it`
    : `the wall clock is ${seconds} s behind: somebody set it`
}
