import { Writable } from 'node:stream'
import { createElement, type ReactNode, Suspense, use } from 'react'
import { renderToPipeableStream, renderToString } from 'react-dom/server'
import { createComponent, createResource, type JSX, Suspense as SolidSuspense } from 'solid-js'
import {
  renderToString as renderSolidToString,
  renderToStringAsync,
  ssr,
  ssrHydrationKey,
} from 'solid-js/web'
import { render } from 'svelte/server'
import { afterEach, expect, test } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString as renderVueToString } from 'vue/server-renderer'
import * as react from '../src/bindings/react.ts'
import * as solid from '../src/bindings/solid.ts'
import * as vue from '../src/bindings/vue.ts'
import { createSessionClient, type SessionState } from '../src/index.ts'
import Page from './fixtures/svelte/page.svelte'
import { renderedPages, viewOf } from './support/rendered-pages.ts'

/** As an app has it: one, for all its users. */
const session = createSessionClient({
  fetch: () => Promise.reject(new Error('A server asks nothing')),
})
afterEach(() => {
  expect(session.getSnapshot()).toEqual({ status: 'unknown', connection: 'online', stale: false })
})

function nameOf(state: SessionState): string {
  return state.status === 'active' ? Object(state.data).user.name : state.status
}

/** What the two users' pages wait for; the second one's data comes first. */
function twoWaits(): [Promise<string>, Promise<string>] {
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  setTimeout(() => second.resolve('second'), 5)
  setTimeout(() => first.resolve('first'), 15)
  return [first.promise, second.promise]
}

function ReactName(): ReactNode {
  return createElement('p', null, react.useSession(nameOf))
}
function ReactCount(): ReactNode {
  return createElement('b', null, react.useCountdown())
}

test('React renders the view of the server, without a session none, and no worse with what is no view', () => {
  const page = (initial: unknown): string =>
    renderToString(
      createElement(
        react.SessionProvider,
        { session, initial: initial as never },
        createElement(ReactName),
        createElement(ReactCount),
      ),
    )
  expect(page(viewOf('Ada'))).toBe(renderedPages.react('Ada'))
  expect(page({ status: 'none', now: 0 })).toBe('<p>none</p><b>0</b>')
  for (const initial of [undefined, '<!doctype html>', { status: 'active' }, 7, []])
    expect(page(initial)).toBe('<p>unknown</p><b>0</b>')
})

test('two users whose pages React renders at the same time never meet', async () => {
  function Late({ wait }: { wait: Promise<string> }): ReactNode {
    return createElement('i', null, use(wait), ' ', react.useSession(nameOf))
  }
  const page = (name: string, wait: Promise<string>): Promise<string> =>
    new Promise((resolve, reject) => {
      let html = ''
      const sink = new WritableStream({
        write: (chunk) => {
          html += new TextDecoder().decode(chunk)
        },
        close: () => resolve(html),
      })
      const { pipe } = renderToPipeableStream(
        createElement(
          react.SessionProvider,
          { session, initial: viewOf(name) },
          createElement(ReactName),
          createElement(Suspense, { fallback: 'waiting' }, createElement(Late, { wait })),
        ),
        { onShellReady: () => pipe(Writable.fromWeb(sink)), onError: reject },
      )
    })
  const [first, second] = twoWaits()
  const [ada, bob] = await Promise.all([page('Ada', first), page('Bob', second)])
  expect(ada).toContain('<p>Ada</p>')
  expect(ada).toContain('first<!-- --> <!-- -->Ada')
  expect(ada).not.toContain('Bob')
  expect(bob).toContain('<p>Bob</p>')
  expect(bob).toContain('second<!-- --> <!-- -->Bob')
  expect(bob).not.toContain('Ada')
})

function vuePage(name: string, wait?: Promise<string>): Promise<string> {
  const Name = defineComponent({
    async setup() {
      const shown = vue.useSession(nameOf)
      await wait
      return () => h('p', shown.value)
    },
  })
  const Count = defineComponent(() => {
    const remaining = vue.useCountdown()
    return () => h('b', `${remaining.value}`)
  })
  const app = createSSRApp(() => h('main', [h(Name), h(Count)]))
  return renderVueToString(app.use(vue.sessionPlugin, { session, initial: viewOf(name) }))
}

test('Vue renders the view of the server, and two users never meet', async () => {
  expect(await vuePage('Ada')).toBe(renderedPages.vue('Ada'))
  const [first, second] = twoWaits()
  expect(await Promise.all([vuePage('Ada', first), vuePage('Bob', second)])).toEqual([
    renderedPages.vue('Ada'),
    renderedPages.vue('Bob'),
  ])
})

/** What Solid's compiler makes of a page that shows what `children` do. */
function solidPage(name: string, ...children: (() => JSX.Element)[]): () => JSX.Element {
  return () =>
    createComponent(solid.SessionProvider, {
      session,
      initial: viewOf(name),
      get children() {
        return children.map((child) => createComponent(child, {}))
      },
    })
}

/** What it makes of an element. */
function solidElement(tag: string, text: () => unknown): JSX.Element {
  return ssr([`<${tag}`, '>', `</${tag}>`], ssrHydrationKey(), `${text()}`) as unknown as JSX.Element
}

test('Solid renders the view of the server, and two users never meet', async () => {
  const Name = (): JSX.Element => solidElement('p', solid.useSession(nameOf))
  const Count = (): JSX.Element => solidElement('b', solid.useCountdown())
  expect(renderSolidToString(solidPage('Ada', Name, Count))).toBe(renderedPages.solid('Ada'))

  const page = (name: string, wait: Promise<string>): Promise<string> =>
    renderToStringAsync(
      solidPage(name, () => {
        const [waited] = createResource(() => wait)
        const Late = (): JSX.Element => solidElement('i', () => `${waited()} ${solid.useSession(nameOf)()}`)
        return createComponent(SolidSuspense, {
          get children() {
            return createComponent(Late, {})
          },
        })
      }),
    )
  const [first, second] = twoWaits()
  const [ada, bob] = await Promise.all([page('Ada', first), page('Bob', second)])
  expect(ada).toMatch(/<i[^>]*>first Ada<.i>/)
  expect(bob).toMatch(/<i[^>]*>second Bob<.i>/)
})

test('Svelte renders the view of the server', () => {
  for (const name of ['Ada', 'Bob'])
    expect(render(Page, { props: { session, initial: viewOf(name) } }).body).toBe(renderedPages.svelte(name))
})
