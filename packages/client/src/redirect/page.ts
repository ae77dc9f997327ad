/** The part of `window` that a redirect uses. Tests pass a page that does not navigate. */
export interface Page {
  readonly location: Pick<Location, 'href' | 'origin' | 'search' | 'assign' | 'replace' | 'reload'>
  readonly history: Pick<History, 'go'>
  readonly document: Pick<Document, 'readyState'>
  readonly navigation?: NavigationPort | undefined
  /** May throw at each access. */
  readonly sessionStorage: { [key: string]: unknown }
  addEventListener(
    type: 'load' | 'pagehide' | 'popstate',
    listener: (event: unknown) => void,
    options?: { readonly signal: AbortSignal },
  ): void
}

/** The Navigation API, where the browser has it. */
interface NavigationPort {
  /** Whether the entry before this one is of the same origin. */
  readonly canGoBack: boolean
  navigate(
    url: string,
    options: { readonly history: 'push' | 'replace' },
  ): { readonly committed?: Promise<unknown> }
}
