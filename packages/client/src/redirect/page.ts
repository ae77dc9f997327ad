/** What a redirect needs of `window`; tests hand in a page that goes nowhere. */
export interface Page {
  readonly location: Pick<Location, 'href' | 'origin' | 'assign' | 'replace' | 'reload'>
  readonly document: Pick<Document, 'readyState'>
  readonly navigation?: NavigationPort | undefined
  addEventListener(
    type: 'load' | 'pagehide',
    listener: () => void,
    options?: { readonly signal: AbortSignal },
  ): void
}

/** The Navigation API, where the browser has it. */
interface NavigationPort {
  navigate(
    url: string,
    options: { readonly history: 'push' | 'replace' },
  ): { readonly committed?: Promise<unknown> }
}
