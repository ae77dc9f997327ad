import type { SessionEvents, SessionState } from '@sojourn/client'
import { type Change, told } from './change.ts'

/** Where an entry stands: what this tab asked, what it then knew, and what came from elsewhere. */
export type Lane = 'requests' | 'answers' | 'world'

export interface Entry {
  readonly lane: Lane
  readonly title: string
  readonly detail: string
  /** `good`: the session goes on; `attention`: it is in danger, or in doubt. */
  readonly tone?: 'good' | 'attention'
  readonly isFromTab?: boolean
}

type Trace = SessionEvents['trace']

/** Why a question is asked, after “because”; events of the page have names of their own. */
const causes: Readonly<Record<string, string>> = {
  start: 'the page opened',
  visibilitychange: 'this tab was shown',
  pageshow: 'the page came back',
  resume: 'the browser let this tab run again',
  online: 'the network is back',
  warning: 'the end is near',
  deadline: 'the time is up',
  clock: 'the clock jumped',
  retry: 'the last request got no answer',
  message: 'another tab had news',
  response: 'an app request had news',
  cookie: 'the cookie of the sign-in changed',
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
  tombstone: 'by the note it left in this browser',
  response: 'says the answer to an app request',
}

const requests = { get: 'GET /session', post: 'POST /session/touch', delete: 'DELETE /session' } as const
/** What the method alone does not tell. */
const purposes = { get: '', post: 'renews, ', delete: 'signs out, ' } as const

/** The entry of one step of the client, with what it changed. */
export function entryOf({ type, cause }: Trace, change: Change): Entry {
  const because = `because ${causes[cause] ?? cause}`
  const isFromTab = cause === 'message' || cause === 'tombstone'
  switch (type) {
    case 'get':
    case 'post':
    case 'delete':
      return { lane: 'requests', title: requests[type], detail: purposes[type] + because, isFromTab }
    case 'wait':
      return { lane: 'requests', title: 'A request waits', detail: 'until this tab is seen' }
    case 'failure':
      return {
        lane: 'answers',
        title: 'No answer',
        detail: failureOf(cause, change.after),
        tone: 'attention',
      }
    case 'clock':
      return { lane: 'world', title: 'The clock jumped', detail: jumpOf(Number(cause)) }
    case 'skip':
      return { lane: 'world', title: 'No renewal from here', detail: 'another tab has just sent one' }
    case 'alone':
      return {
        lane: 'world',
        title: 'This tab is on its own',
        detail: `the browser gives it no ${cause}, by which it would hear of other tabs`,
      }
    default: {
      const { title, detail, tone } = told(change)
      return {
        lane: isFromTab ? 'world' : 'answers',
        title,
        detail: [detail, sources[cause] ?? cause].filter(Boolean).join(', '),
        tone,
        isFromTab,
      }
    }
  }
}

/** What the lack of an answer leaves as it was. */
function failureOf(code: string, state: SessionState): string {
  if (state.status === 'none') return `${code}: you are still signed out`
  if (state.status === 'active' && state.phase !== 'verifying') return `${code}: you are still signed in`
  return `${code}: it is not known whether you are signed in`
}

/** What is known of a jump of the clock, in milliseconds ahead of the time that the page has counted. */
export function jumpOf(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000).toLocaleString('en-GB')
  return milliseconds > 0
    ? `${seconds} s ahead (this computer slept, or its clock was set)`
    : `${seconds} s back (somebody set it)`
}
