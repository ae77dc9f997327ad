import type { Env, PageEvent } from '../../src/env/env.ts'
import { createSessionClient, type SessionClient } from '../../src/index.ts'
import type { Browser } from './browser.ts'
import type { Schedule, TabOptions } from './schedule.ts'
import type { Runner, Time } from './time.ts'

/** One document with a client of its own; its tab may load another. */
export interface Page extends Runner {
  readonly tab: number
  readonly options: TabOptions
  readonly client: SessionClient
  pace: Runner['pace']
  hiddenAt: number
  isVisible: boolean
  /** Whether it is in the back/forward cache. */
  isCached: boolean
  /** A message came to it there: the browser gave it up. */
  isEvicted: boolean
  /** Whether it is seen again after this sleep. */
  returnsAwake: boolean
  /** How many calls of the app wait for their outcome: these may ask though nobody sees the page. */
  calls: number
  /** How many requests of its client are under way. */
  questions: number
  /** When somebody last worked in it. */
  inputAt: number
  /** The stops of what listens to its client, while somebody looks. */
  readonly listening: (() => void)[]
  /** The data that its client last named an event with. */
  told: unknown
  /** Looks at what it shows now. */
  observe(): void
  /** Fires an event at its window. */
  fire(type: string, details?: Partial<PageEvent>): void
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>
}

/** What a client is made to get wrong, so that a test sees the bounds notice it. */
export type Impairment =
  /** Its wall clock stands still in sleep, too. */
  | 'sleepless'
  /** It never learns that nobody sees it. */
  | 'always visible'
  /** No message reaches it. */
  | 'deaf'
  /** It hears of input ten seconds late. */
  | 'slow'

interface Entry {
  readonly type: string
  readonly listener: EventListenerOrEventListenerObject | null
  readonly signal: AbortSignal | undefined
}

export function createPage(
  tab: number,
  options: TabOptions,
  { channels, storage, warnBefore }: Schedule,
  time: Time,
  browser: Browser,
  impairment?: Impairment,
): Page {
  let entries: Entry[] = []
  const runner: Pick<Page, 'pace' | 'hiddenAt' | 'isVisible' | 'isCached'> = {
    pace: 'running',
    hiddenAt: 0,
    isVisible: true,
    isCached: false,
  }
  const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> =>
    browser.fetch(page, input, init)
  const ask = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    page.questions++
    return fetch(input, init).finally(() => page.questions--)
  }
  const { storage: shared } = browser
  const localStorage = {
    getItem: (key: string) => shared.get(key) ?? null,
    setItem: (key: string, value: string) => void shared.set(key, String(value)),
    removeItem: (key: string) => void shared.delete(key),
  }
  function addEventListener(
    type: string,
    listener: Entry['listener'],
    options?: AddEventListenerOptions | boolean,
  ): void {
    const signal = typeof options === 'object' ? options.signal : undefined
    entries = entries.filter((each) => !each.signal?.aborted)
    entries.push({ type, listener, signal })
  }
  const env: Env = {
    addEventListener,
    cookieStore: { addEventListener },
    document: {
      get visibilityState() {
        return runner.isVisible || impairment === 'always visible' ? 'visible' : 'hidden'
      },
      baseURI: 'https://app.example/account',
      get cookie() {
        return browser.marker
      },
    },
    navigator: {
      get onLine() {
        return browser.isOnline
      },
    },
    ...(channels && { BroadcastChannel: browser.channelFor(runner as Page, impairment === 'deaf') }),
    ...(storage === 'works' && { localStorage }),
  }
  if (storage === 'throws')
    Object.defineProperty(env, 'localStorage', {
      get() {
        throw new DOMException('The user agent refuses', 'SecurityError')
      },
    })
  const clock = time.clockFor(runner as Page)
  const client = createSessionClient({
    url: 'https://app.example/session',
    clock: impairment === 'sleepless' ? { ...clock, now: clock.monotonic } : clock,
    env,
    fetch: ask,
    warnBefore,
  })
  const page: Page = Object.assign(runner, {
    tab,
    options,
    client,
    calls: 0,
    questions: 0,
    inputAt: -Infinity,
    isEvicted: false,
    returnsAwake: false,
    listening: [],
    told: undefined,
    observe() {},
    fetch,
    fire(type: string, details: Partial<PageEvent> = {}) {
      const event = { type, isTrusted: true, ...details } as Event
      const dispatch = (): void => {
        for (const { type: wanted, listener, signal } of [...entries])
          if (wanted === type && !signal?.aborted && typeof listener === 'function') listener(event)
      }
      if (impairment === 'slow' && type === 'keydown') time.later(10_000, page, dispatch)
      else dispatch()
    },
  })
  return page
}
