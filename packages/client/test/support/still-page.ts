import type { Page } from '../../src/redirect/page.ts'

type Event = 'load' | 'pagehide' | 'popstate' | 'navigateerror'

export interface StillPage extends Page {
  /** What was asked of the browser, in order, such as `replace https://app.example/login`. */
  readonly calls: string[]
  /** Lets the browser tell the page something. */
  emit(type: Event): void
  listeners(): number
}

interface Options {
  readonly href?: string
  readonly readyState?: DocumentReadyState
  /** Default: `true`. */
  readonly hasNavigationApi?: boolean
  /** Whether an entry of this origin lies behind. Default: `true`. */
  readonly canGoBack?: boolean
  /** What the tab stores; or an error that each access throws. */
  readonly sessionStorage?: Record<string, unknown> | Error
}

/** A page that writes down where it should go, and goes nowhere but to another hash of its own. */
export function stillPage(options: Options = {}): StillPage {
  const { readyState = 'complete', hasNavigationApi = true, canGoBack = true, sessionStorage = {} } = options
  let href = options.href ?? 'https://app.example/account?tab=2#top'
  const calls: string[] = []
  const listening = new Map<(event: unknown) => void, Event>()

  const go = (action: string) => (url: string) => {
    calls.push(`${action} ${url}`)
    if (url.includes('#') && url.split('#')[0] === href.split('#')[0]) href = url
  }
  // As in a browser, `committed` stays open until the page has left, but for a document that stays, or the browser gave up.
  const navigate = (url: string, { history }: { history: string }) => {
    go(history)(url)
    return {
      committed: new Promise((resolve, reject) => {
        if (href === url) resolve(undefined)
        listening.set(() => reject(new Error('Gone')), 'navigateerror')
      }),
    }
  }
  const addEventListener = (
    type: Event,
    listener: (event: unknown) => void,
    { signal }: { signal?: AbortSignal } = {},
  ) => {
    listening.set(listener, type)
    signal?.addEventListener('abort', () => listening.delete(listener))
  }

  return {
    calls,
    location: {
      get href() {
        return href
      },
      origin: new URL(href).origin,
      search: new URL(href).search,
      assign: go('assign'),
      replace: go('replace'),
      reload: () => calls.push('reload'),
    },
    history: { go: (distance) => calls.push(`go ${distance}`) },
    document: { readyState },
    navigation: hasNavigationApi ? { navigate, canGoBack } : undefined,
    get sessionStorage() {
      if (sessionStorage instanceof Error) throw sessionStorage
      return sessionStorage
    },
    addEventListener,
    emit(type) {
      for (const [listener, listened] of listening) if (listened === type) listener({ type })
    },
    listeners: () => [...listening.values()].filter((type) => type !== 'navigateerror').length,
  }
}
