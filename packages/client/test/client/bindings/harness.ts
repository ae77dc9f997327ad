import { onTestFinished } from 'vitest'
import type { RegisteredData, SessionClient, SessionState } from '../../../src/index.ts'

/** What a page shows that the suite mounts, and where each part of it notes what it shows each time it renders. */
export interface PageProps {
  readonly session: SessionClient<RegisteredData>
  readonly initial?: unknown
  /** How often the countdown shows what is left, in milliseconds. */
  readonly every?: number
  readonly names?: unknown[]
  readonly counts?: unknown[]
  readonly later?: unknown[]
}

export interface ShownPage {
  /** Takes the page out of the document before the test is over. */
  hide(): unknown
  /** Shows a second name. */
  showLater(): void
  /** Hands in what the server says later. */
  carry(initial: unknown): void
}

export type Selector = (state: SessionState<RegisteredData>) => unknown

export interface ReadersProps {
  readonly session: SessionClient<RegisteredData>
  /** Each reads the session for itself; without a selector it reads all of it. */
  readonly selectors: Readonly<Record<string, Selector | undefined>>
  /** What each of them read, each time it ran. */
  readonly renders: Readonly<Record<string, unknown[]>>
}

/** How one framework shows what the suite asserts. A `root` that is not empty was rendered by a server: it is hydrated. */
export interface BindingHarness {
  /** The page as this framework renders it on a server. */
  rendered(name: string, left?: number): string
  /** A provider around a name (`<p>`), what is left (`<b>`) and, once it is shown, a second name. */
  showPage(root: HTMLElement, props: PageProps): ShownPage
  /** Readers, and an item (`<p>`) of the data with whether it is long; returns what chooses the item. */
  showReaders(root: HTMLElement, props: ReadersProps): (key: string) => void
  /** A private page: to whom it is private, or nothing. */
  showPrivate(root: HTMLElement, session: SessionClient<RegisteredData>): void
  /** A name without a provider; throws what the framework says. */
  showAlone(root: HTMLElement): void
  /** Makes a change; when it resolves the page shows it. */
  act(change: () => unknown): Promise<void>
}

/** A place in the document, until the test is over. */
export function place(html = ''): HTMLElement {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = html
  onTestFinished(() => root.remove())
  return root
}

export const nameOf = (state: SessionState<RegisteredData>): string =>
  state.status === 'active' ? String(Object(state.data).user?.name) : state.status

/** An item of the data, and whether it is long. */
export const itemOf =
  (key: string): ((state: SessionState<RegisteredData>) => string) =>
  (state) =>
    state.status === 'active' ? String(Object(state.data)[key]) : ''

export const isLong = (item: string): boolean => item.length > 3

export const signIn = { target: '/sign-in', returnTo: false } as const
