import { createComponent, createRenderEffect, createSignal, type JSX } from 'solid-js'
import { getNextElement, hydrate, insert, render, template } from 'solid-js/web'
import { onTestFinished } from 'vitest'
import { SessionProvider, useCountdown, useRequireSession, useSession } from '../../../src/bindings/solid.ts'
import { renderedPages } from '../../support/rendered-pages.ts'
import { type BindingHarness, isLong, itemOf, nameOf, type PageProps, signIn } from './harness.ts'

function show(root: HTMLElement, props: PageProps, children: (() => JSX.Element)[]) {
  const [initial, carry] = createSignal(props.initial, { equals: false })
  const page = (): JSX.Element =>
    createComponent(SessionProvider, {
      session: props.session,
      get initial() {
        return initial() as never
      },
      get children() {
        return children.map((child) => createComponent(child, {}))
      },
    })
  // As the script that Solid's server puts into the page.
  Object.assign(globalThis, { _$HY: { events: [], completed: new WeakSet(), r: {}, fe() {} } })
  const hide = root.hasChildNodes() ? hydrate(page, root) : render(page, root)
  onTestFinished(hide)
  return { hide, carry: (next: unknown) => void carry(() => next) }
}

/** What Solid's compiler makes of an element with a text; notes each that it shows. */
function element(html: string, text: () => unknown, renders: unknown[] = []): JSX.Element {
  const made = getNextElement(template(html))
  insert(made, () => {
    renders.push(text())
    return `${text()}`
  })
  return made
}

function nameTag(renders?: unknown[]): () => JSX.Element {
  return () => element('<p>', useSession(nameOf), renders)
}

export const solidHarness: BindingHarness = {
  rendered: renderedPages.solid,
  showPage(root, props) {
    const { names, counts, later, every = 1000 } = props
    const [isLater, setLater] = createSignal(false)
    const Later = nameTag(later)
    const page = show(root, props, [
      nameTag(names),
      () => element('<b>', useCountdown({ every }), counts),
      () => (() => isLater() && createComponent(Later, {})) as unknown as JSX.Element,
    ])
    return { ...page, showLater: () => void setLater(true) }
  },
  showReaders(root, { session, selectors, renders }) {
    const [key, choose] = createSignal('first')
    const readers = Object.entries(selectors).map(([name, selector]) => () => {
      const value = selector ? useSession(selector) : useSession()
      createRenderEffect(() => renders[name]?.push(value()))
      return null
    })
    const Item = (): JSX.Element => {
      const item = useSession((state) => itemOf(key())(state))
      return element('<p>', () => `${item()} ${isLong(item())}`)
    }
    show(root, { session }, [...readers, Item])
    return choose
  },
  showPrivate(root, session) {
    const Private = (): JSX.Element => {
      const state = useRequireSession(signIn)
      return element('<p>', () => {
        const active = state()
        return active ? `private to ${nameOf(active)}` : 'nothing'
      })
    }
    show(root, { session }, [Private])
  },
  showAlone: (root) => void render(nameTag(), root),
  async act(change) {
    await change()
  },
}
