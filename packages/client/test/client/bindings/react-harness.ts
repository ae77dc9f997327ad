import { createElement as h, type ReactNode, use, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type RootOptions } from 'react-dom/client'
import { onTestFinished } from 'vitest'
import { SessionProvider, useCountdown, useRequireSession, useSession } from '../../../src/bindings/react.ts'
import type { RegisteredData, SessionClient } from '../../../src/index.ts'
import { renderedPages } from '../../support/rendered-pages.ts'
import { type BindingHarness, isLong, itemOf, nameOf, type ReadersProps, signIn } from './harness.ts'

interface ShownRoot {
  render(children: ReactNode): void
  unmount(): void
}

/** Shows what is given, until the test is over; in what a server rendered, where there is some. */
export function show(root: HTMLElement, children: ReactNode, options: RootOptions = {}): ShownRoot {
  const isRendered = root.hasChildNodes()
  const mounted = isRendered ? hydrateRoot(root, children, options) : createRoot(root, options)
  if (!isRendered) mounted.render(children)
  onTestFinished(() => mounted.unmount())
  return mounted
}

/** A page whose provider has the session. */
export function provide(
  session: SessionClient<RegisteredData>,
  children: ReactNode,
  initial?: unknown,
): ReactNode {
  return h(SessionProvider, { session, initial: initial as never }, children)
}

export const useName = (): string => useSession(nameOf)

export function usePrivate(): string {
  const session = useRequireSession(signIn)
  return session ? `private to ${nameOf(session)}` : 'nothing'
}

interface ShownProps {
  readonly useValue?: () => unknown
  /** What it showed, each time it rendered. */
  readonly renders?: unknown[] | undefined
  readonly wait?: Promise<unknown> | undefined
  readonly tag?: string
}

export function Shown({ useValue = useName, renders, wait, tag = 'p' }: ShownProps): ReactNode {
  if (wait) use(wait)
  const value = useValue()
  renders?.push(value)
  return h(tag, null, typeof value === 'string' ? value : JSON.stringify(value))
}

function Reader({ name, selectors, renders }: ReadersProps & { readonly name: string }): ReactNode {
  const selector = selectors[name]
  renders[name]?.push(selector ? useSession(selector) : useSession())
  return null
}

export const reactHarness: BindingHarness = {
  rendered: renderedPages.react,
  showPage(root, { session, initial, every = 1000, names, counts, later }) {
    const useLeft = (): unknown => useCountdown({ every })
    const page = (isLater: boolean, next: unknown): ReactNode =>
      provide(
        session,
        [
          h(Shown, { key: 'name', renders: names }),
          h(Shown, { key: 'left', useValue: useLeft, renders: counts, tag: 'b' }),
          isLater && h(Shown, { key: 'later', renders: later }),
        ],
        next,
      )
    const shown = show(root, page(false, initial))
    return {
      hide: () => shown.unmount(),
      showLater: () => shown.render(page(true, initial)),
      carry: (next) => shown.render(page(false, next)),
    }
  },
  showReaders(root, props) {
    let choose = (_key: string): void => {}
    function Item(): ReactNode {
      const [key, setKey] = useState('first')
      choose = setKey
      const item = useSession(itemOf(key))
      return h('p', null, `${item} ${isLong(item)}`)
    }
    const readers = Object.keys(props.selectors).map((name) => h(Reader, { key: name, name, ...props }))
    show(root, provide(props.session, [...readers, h(Item, { key: ' item' })]))
    return (key) => choose(key)
  },
  showPrivate(root, session) {
    show(root, provide(session, h(Shown, { useValue: usePrivate })))
  },
  showAlone(root) {
    const errors: unknown[] = []
    flushSync(() => show(root, h(Shown), { onUncaughtError: (error) => errors.push(error) }))
    for (const error of errors) throw error
  },
  async act(change) {
    await flushSync(change)
  },
}
