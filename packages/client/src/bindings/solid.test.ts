import { createComponent, createRenderEffect, createSignal, type JSX } from 'solid-js'
import { getNextElement, hydrate, insert, render, template } from 'solid-js/web'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { activeView, noneView, useFakeServer } from '../../test/support/fake-server.ts'
import { renderedPages, viewOf } from '../../test/support/rendered-pages.ts'
import { createRig, type Rig } from '../../test/support/rig.ts'
import { SessionProvider, useCountdown, useRequireSession, useSession } from './solid.ts'

const server = useFakeServer()
const complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]

beforeEach(() => {
  for (const complaint of complaints) complaint.mockClear()
})
afterEach(() => expect(complaints.flatMap(({ mock }) => mock.calls)).toEqual([]))

interface Shown {
  readonly root: HTMLElement
  hide(): void
}

/** Puts components into the document, until the test is over; into what a server rendered, where there is some. */
function show(children: (() => JSX.Element)[], rig: Rig, initial?: unknown, html?: string): Shown {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = html ?? ''
  const page = (): JSX.Element =>
    createComponent(SessionProvider, {
      session: rig.session,
      initial: initial as never,
      get children() {
        return children.map((child) => createComponent(child, {}))
      },
    })
  // As the script that Solid's server puts into the page.
  Object.assign(globalThis, { _$HY: { events: [], completed: new WeakSet(), r: {}, fe() {} } })
  const hide = html === undefined ? render(page, root) : hydrate(page, root)
  onTestFinished(() => {
    hide()
    root.remove()
  })
  return { root, hide }
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

function nameIn(data: unknown): string {
  return Object(data).user?.name
}

function nameTag(renders?: unknown[]): () => JSX.Element {
  return () => {
    const name = useSession((state) => (state.status === 'active' ? nameIn(state.data) : state.status))
    return element('<p>', name, renders)
  }
}

function clock(renders?: unknown[], every = 1000): () => JSX.Element {
  return () => element('<b>', useCountdown({ every }), renders)
}

const ada = { user: { name: 'Ada' } }

test('what reads the session runs again only when what it reads changes', async () => {
  const rig = createRig()
  const renders = { name: [] as unknown[], built: [] as unknown[], all: [] as unknown[] }
  server.reply(
    () => activeView({ data: { ...ada, cart: [] } }),
    () => activeView({ data: { ...ada, cart: ['tea'] }, version: 2 }),
  )
  const Built = (): JSX.Element => {
    const user = useSession((state) => ({ name: state.status === 'active' ? nameIn(state.data) : '' }))
    createRenderEffect(() => renders.built.push(user()))
    return null
  }
  const All = (): JSX.Element => {
    const session = useSession()
    createRenderEffect(() => {
      const state = session()
      renders.all.push(state.status === 'active' ? state.version : state.status)
    })
    return null
  }
  show([nameTag(renders.name), Built, All], rig)
  await expect.poll(() => renders.name).toEqual(['unknown', 'Ada'])
  await rig.session.refresh()
  await rig.session.refresh()
  expect(renders).toEqual({
    name: ['unknown', 'Ada'],
    built: [{ name: '' }, { name: 'Ada' }],
    all: ['unknown', 1, 2],
  })
})

test('a selector follows what else it reads', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: { first: 'tea', second: 'milk' } }))
  const [key, setKey] = createSignal('first')
  const Item = (): JSX.Element =>
    element(
      '<p>',
      useSession((state) => (state.status === 'active' ? Object(state.data)[key()] : '')),
    )
  const { root } = show([Item], rig)
  await expect.poll(() => root.textContent).toBe('tea')
  setKey('second')
  expect(root.textContent).toBe('milk')
})

test('it asks once, and a page that is gone leaves nothing behind', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const renders: unknown[] = []
  const { root, hide } = show([nameTag(), clock(renders, 60_000)], rig)
  await expect.poll(() => root.textContent).toBe('Ada900000')
  rig.clock.advance(60_000)
  expect(root.textContent).toBe('Ada840000')
  expect(renders).toEqual([0, 900_000, 840_000])
  expect(server.requests).toEqual(['GET /session'])
  hide()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})

test('hydrates what the server rendered, without flicker, and has it confirmed by one question', async () => {
  const rig = createRig()
  const initial = viewOf('Ada')
  server.reply(() => ({ ...initial, maxAge: 500_000 }))
  const renders: unknown[] = []
  const counts: unknown[] = []
  const { root } = show([nameTag(renders), clock(counts)], rig, initial, renderedPages.solid('Ada'))
  const [p, b] = root.children
  await expect.poll(() => root.textContent).toBe('Ada500000')
  await rig.idle()
  expect([...root.children]).toEqual([p, b])
  expect(renders).toEqual(['Ada'])
  expect(counts[0]).toBe(600_000)
  expect(server.requests).toEqual(['GET /session'])
})

test('what the client knows better by now waits until the page is hydrated', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  await rig.session.refresh()
  const renders: unknown[] = []
  const { root } = show([nameTag(renders), clock()], rig, viewOf('Ada'), renderedPages.solid('Ada'))
  await expect.poll(() => root.textContent).toBe('none0')
  expect(renders).toEqual(['Ada', 'none'])
})

test('what is shown later starts with what is true by now', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  const renders: unknown[] = []
  const [isShown, setShown] = createSignal(false)
  const Later = nameTag(renders)
  const Part = (): JSX.Element => (() => isShown() && createComponent(Later, {})) as unknown as JSX.Element
  const { root } = show([nameTag(), Part], rig, viewOf('Ada'))
  await expect.poll(() => root.textContent).toBe('none')
  setShown(true)
  expect(root.textContent).toBe('nonenone')
  expect(renders).toEqual(['none'])
})

test('an initial that is none counts as none, and the server is asked', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const renders: unknown[] = []
  const { root } = show([nameTag(renders)], rig, { status: 'active' })
  await expect.poll(() => root.textContent).toBe('Ada')
  expect(renders).toEqual(['unknown', 'Ada'])
})

test('useRequireSession shows nothing to a visitor, and sends him to sign in', async () => {
  // Redirects of other tests in this tab would look like a loop.
  sessionStorage.clear()
  const targets: string[] = []
  const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
  const Private = (): JSX.Element => {
    const session = useRequireSession({ target: '/sign-in', returnTo: false })
    return element('<p>', () => {
      const state = session()
      return state ? `private to ${nameIn(state.data)}` : 'nothing'
    })
  }
  server.reply(() => noneView)
  const { root } = show([Private], rig)
  await expect.poll(() => targets).toEqual(['/sign-in'])
  expect(root.textContent).toBe('nothing')
  server.reply(() => activeView({ data: ada }))
  await rig.session.refresh()
  expect(root.textContent).toBe('private to Ada')
  const require = vi.spyOn(rig.session, 'require').mockImplementation(rig.session.ready)
  server.reply(() => ({ ...noneView, reason: 'expired' }))
  await rig.session.refresh()
  expect(root.textContent).toBe('nothing')
  expect(require.mock.calls).toEqual([[{ target: '/sign-in', returnTo: false }]])
})

test('without a provider a component says so', () => {
  expect(() => render(nameTag(), document.createElement('div'))).toThrow('provider')
})
