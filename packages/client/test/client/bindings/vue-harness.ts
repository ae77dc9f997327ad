import { onTestFinished } from 'vitest'
import {
  type App,
  type Component,
  createApp,
  createSSRApp,
  defineComponent,
  h,
  nextTick,
  shallowRef,
} from 'vue'
import { sessionPlugin, useCountdown, useRequireSession, useSession } from '../../../src/bindings/vue.ts'
import type { RegisteredData, SessionClient } from '../../../src/index.ts'
import { renderedPages } from '../../support/rendered-pages.ts'
import { type BindingHarness, isLong, itemOf, nameOf, signIn } from './harness.ts'

/** Shows a component, until the test is over; in what a server rendered, where there is some. */
export function show(
  root: HTMLElement,
  component: Component | (() => unknown),
  session: SessionClient<RegisteredData>,
  initial?: unknown,
): App {
  const create = root.hasChildNodes() ? createSSRApp : createApp
  const app = create(component as Component).use(sessionPlugin, { session, initial: initial as never })
  app.mount(root)
  onTestFinished(() => app.unmount())
  return app
}

/** Shows what `useValue` gives, and notes what it shows each time it renders. */
function shown(tag: string, useValue: () => { readonly value: unknown }, renders?: unknown[]): Component {
  return defineComponent(() => {
    const value = useValue()
    return () => {
      renders?.push(value.value)
      return h(tag, `${value.value}`)
    }
  })
}

export function nameTag(renders?: unknown[]): Component {
  return shown('p', () => useSession(nameOf), renders)
}

/** Shows what is left. */
export function clock(renders?: unknown[], every = 1000): Component {
  return shown('b', () => useCountdown({ every }), renders)
}

export const Private: Component = defineComponent(() => {
  const session = useRequireSession(signIn)
  return () => h('p', session.value ? `private to ${nameOf(session.value)}` : 'nothing')
})

export const vueHarness: BindingHarness = {
  rendered: renderedPages.vue,
  showPage(root, { session, initial, every, names, counts, later }) {
    const parts = shallowRef([nameTag(names), clock(counts, every)])
    const app = show(
      root,
      () =>
        h(
          'main',
          parts.value.map((part) => h(part)),
        ),
      session,
      initial,
    )
    return {
      hide: () => app.unmount(),
      showLater() {
        parts.value = [...parts.value, nameTag(later)]
      },
      carry() {
        throw new Error('The plugin is given a view once')
      },
    }
  },
  showReaders(root, { session, selectors, renders }) {
    const key = shallowRef('first')
    const readers = Object.entries(selectors).map(([name, selector]) =>
      defineComponent(() => {
        const value = selector ? useSession(selector) : useSession()
        return () => void renders[name]?.push(value.value)
      }),
    )
    const Item = shown('p', () => {
      const item = useSession((state) => itemOf(key.value)(state))
      return {
        get value() {
          return `${item.value} ${isLong(item.value)}`
        },
      }
    })
    show(root, () => [...readers, Item].map((part) => h(part)), session)
    return (next) => {
      key.value = next
    }
  },
  showPrivate: (root, session) => void show(root, Private, session),
  showAlone(root) {
    const app = createApp(nameTag())
    app.config.warnHandler = () => {}
    app.mount(root)
  },
  async act(change) {
    await change()
    await nextTick()
  },
}
