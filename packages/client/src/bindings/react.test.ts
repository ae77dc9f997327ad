import {
  Activity,
  createElement as h,
  type ReactNode,
  StrictMode,
  Suspense,
  startTransition,
  use,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { activeView, noneView, useFakeServer } from '../../test/support/fake-server.ts'
import { renderedPages, viewOf } from '../../test/support/rendered-pages.ts'
import { createRig, type Rig } from '../../test/support/rig.ts'
import { SessionProvider, useCountdown, useRequireSession, useSession } from './react.ts'

const server = useFakeServer()
const complaints = vi.spyOn(console, 'error')

beforeEach(() => void complaints.mockClear())
afterEach(() => expect(complaints.mock.calls).toEqual([]))

/** A place in the document, gone after the test with what is mounted in it. */
function place(html = ''): { root: HTMLElement; keep: (root: Root) => Root } {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = html
  return {
    root,
    keep(mounted) {
      onTestFinished(() => {
        mounted.unmount()
        root.remove()
      })
      return mounted
    },
  }
}

function mount(rig: Rig, children: ReactNode, initial?: unknown): HTMLElement {
  const { root, keep } = place()
  keep(createRoot(root)).render(
    h(SessionProvider, { session: rig.session, initial: initial as never }, children),
  )
  return root
}

function nameIn(data: unknown): unknown {
  return Object(data).user?.name
}

function useName(): string {
  return useSession((state) => (state.status === 'active' ? String(nameIn(state.data)) : state.status))
}
function useUser(): unknown {
  return useSession((state) => (state.status === 'active' ? Object(state.data).user : undefined))
}
function useBuilt(): unknown {
  return useSession((state) => ({ name: state.status === 'active' ? nameIn(state.data) : '' }))
}
function useDate(): string {
  return useSession(
    (state) => new Date(state.status === 'active' ? Number(state.expiresAt) : 0),
  ).toISOString()
}
function useEnd(): unknown {
  const state = useSession()
  return state.status === 'active' ? state.expiresAt : state.status
}
function useMinutes(): unknown {
  return useCountdown({ every: 60_000 })
}
function usePrivate(): string {
  const session = useRequireSession({ target: '/sign-in', returnTo: false })
  return session ? `private to ${nameIn(session.data)}` : 'nothing'
}

interface ShownProps {
  readonly useValue?: () => unknown
  /** What it showed, each time it rendered. */
  readonly renders?: unknown[]
  readonly wait?: Promise<unknown> | undefined
  readonly tag?: string
}

function Shown({ useValue = useName, renders, wait, tag = 'p' }: ShownProps): ReactNode {
  if (wait) use(wait)
  const value = useValue()
  renders?.push(value)
  return h(tag, null, typeof value === 'string' ? value : JSON.stringify(value))
}

interface SwitchProps {
  readonly grip: { turn(isOn: boolean): void }
  readonly on: ReactNode
  readonly off: ReactNode
}

function Switch({ grip, on, off }: SwitchProps): ReactNode {
  const [isOn, setOn] = useState(false)
  grip.turn = setOn
  return isOn ? on : off
}

const ada = { user: { name: 'Ada' } }

test('a component renders again only when what it reads changes', async () => {
  const rig = createRig()
  const renders = {
    name: [] as unknown[],
    user: [] as unknown[],
    built: [] as unknown[],
    end: [] as unknown[],
  }
  server.reply(
    () => activeView({ data: { ...ada, cart: [] } }),
    () => activeView({ data: { ...ada, cart: ['tea'] }, version: 2 }),
    () => activeView({ data: { ...ada, cart: ['tea'] }, version: 2, expiresAt: 1_600_002_000_000 }),
  )
  mount(rig, [
    h(Shown, { key: 1, renders: renders.name }),
    h(Shown, { key: 2, useValue: useUser, renders: renders.user }),
    h(Shown, { key: 3, useValue: useBuilt, renders: renders.built }),
    h(Shown, { key: 4, useValue: useEnd, renders: renders.end }),
  ])
  await expect.poll(() => renders.name).toEqual(['unknown', 'Ada'])
  await rig.session.refresh()
  await rig.session.refresh()
  await rig.idle()
  expect(renders).toEqual({
    name: ['unknown', 'Ada'],
    user: [undefined, { name: 'Ada' }],
    built: [{ name: '' }, { name: 'Ada' }],
    end: ['unknown', 1_600_000_900_000, 1_600_000_900_000, 1_600_002_000_000],
  })
})

test('what a selector builds is the same one while its content is, and may be no JSON', async () => {
  const rig = createRig()
  const built: unknown[] = []
  server.reply(() => activeView({ data: ada }))
  const { root, keep } = place()
  const mounted = keep(createRoot(root))
  const render = (): void =>
    mounted.render(
      h(SessionProvider, { session: rig.session }, [
        h(Shown, { key: 1, useValue: useBuilt, renders: built }),
        h(Shown, { key: 2, useValue: useDate }),
      ]),
    )
  render()
  await expect.poll(() => root.textContent).toBe('{"name":"Ada"}2020-09-13T12:41:40.000Z')
  render()
  await expect.poll(() => built).toHaveLength(3)
  expect(built[2]).toBe(built[1])
})

test('in StrictMode it asks once, and leaves nothing behind', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const { root, keep } = place()
  const mounted = keep(createRoot(root))
  const page = [h(Shown, { key: 1 }), h(Shown, { key: 2, useValue: useCountdown })]
  mounted.render(h(StrictMode, null, h(SessionProvider, { session: rig.session }, page)))
  await expect.poll(() => root.textContent).toBe('Ada900000')
  expect(server.requests).toEqual(['GET /session'])
  mounted.unmount()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})

test('useCountdown renders when another step is left, and shows the truth from the first paint', async () => {
  const rig = createRig()
  server.reply(() => activeView({ maxAge: 120_000 }))
  await rig.start()
  const renders: unknown[] = []
  const root = mount(rig, [
    h(Shown, { key: 1, useValue: useMinutes, renders }),
    h(Shown, { key: 2, useValue: useCountdown }),
  ])
  await expect.poll(() => root.textContent).toBe('120000120000')
  rig.clock.advance(1000)
  await expect.poll(() => root.textContent).toBe('120000119000')
  rig.clock.advance(59_000)
  await expect.poll(() => root.textContent).toBe('6000060000')
  expect(renders).toEqual([0, 120_000, 60_000])
})

test('hydrates what the server rendered, without flicker, and has it confirmed by one question', async () => {
  const rig = createRig()
  const apply = vi.spyOn(rig.session, 'apply')
  const initial = viewOf('Ada')
  server.reply(() => ({ ...initial, maxAge: 500_000 }))
  const names: unknown[] = []
  const counts: unknown[] = []
  const { root, keep } = place(renderedPages.react('Ada'))
  const p = root.querySelector('p')
  const page = [
    h(Shown, { key: 1, renders: names }),
    h(Shown, { key: 2, useValue: useCountdown, renders: counts, tag: 'b' }),
  ]
  keep(hydrateRoot(root, h(SessionProvider, { session: rig.session, initial }, page)))
  await expect.poll(() => root.textContent).toBe('Ada500000')
  await rig.idle()
  expect(root.querySelector('p')).toBe(p)
  expect(names).toEqual(['Ada'])
  expect(counts[0]).toBe(600_000)
  expect(server.requests).toEqual(['GET /session'])
  expect(apply.mock.calls).toEqual([[initial, expect.any(Number)]])
  const age = Number(apply.mock.calls[0]?.[1])
  expect(age).toBeGreaterThan(0)
  expect(age).toBeLessThan(performance.now())
})

test('hydrates so in StrictMode too', async () => {
  const rig = createRig()
  const initial = viewOf('Ada')
  server.reply(() => initial)
  const renders: unknown[] = []
  const { root, keep } = place('<p>Ada</p>')
  keep(
    hydrateRoot(
      root,
      h(StrictMode, null, h(SessionProvider, { session: rig.session, initial }, h(Shown, { renders }))),
    ),
  )
  await expect.poll(() => server.requests).toEqual(['GET /session'])
  await rig.idle()
  expect(new Set(renders)).toEqual(new Set(['Ada']))
  expect(server.requests).toEqual(['GET /session'])
})

test('what hydrates later sees what the server rendered, then what is true by now', async () => {
  const rig = createRig()
  const initial = viewOf('Ada')
  server.reply(() => noneView)
  const arrival = Promise.withResolvers<string>()
  const renders: unknown[] = []
  const { root, keep } = place('<p>Ada</p><!--$--><p>Ada</p><!--/$-->')
  const late = h(Suspense, { key: 2, fallback: 'waiting' }, h(Shown, { wait: arrival.promise, renders }))
  keep(hydrateRoot(root, h(SessionProvider, { session: rig.session, initial }, [h(Shown, { key: 1 }), late])))
  await expect.poll(() => root.textContent).toBe('noneAda')
  expect(renders).toEqual([])
  arrival.resolve('now')
  await expect.poll(() => root.textContent).toBe('nonenone')
  expect(renders).toEqual(['Ada', 'none'])
})

test('what mounts later starts with what is true by now, and what the page carried is not believed again', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  const root = mount(rig, h(Shown), viewOf('Ada'))
  await expect.poll(() => root.textContent).toBe('none')
  const renders: unknown[] = []
  const other = mount(rig, h(Shown, { renders }), viewOf('Ada'))
  await expect.poll(() => other.textContent).toBe('none')
  await rig.idle()
  expect(renders).toEqual(['none'])
})

test.each([
  ['HTML', '<!doctype html>'],
  ['a view without its times', { status: 'active', id: 'stay-1' }],
  ['a list', []],
])('an initial that is %s counts as none, and the server is asked', async (_, initial) => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const renders: unknown[] = []
  const { root, keep } = place('<p>unknown</p>')
  keep(
    hydrateRoot(
      root,
      h(SessionProvider, { session: rig.session, initial: initial as never }, h(Shown, { renders })),
    ),
  )
  await expect.poll(() => root.textContent).toBe('Ada')
  expect(renders).toEqual(['unknown', 'Ada'])
})

test('useRequireSession shows nothing to a visitor, and sends him to sign in', async () => {
  // Redirects of other tests in this tab would look like a loop.
  sessionStorage.clear()
  const targets: string[] = []
  const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
  server.reply(() => noneView)
  const root = mount(rig, h(Shown, { useValue: usePrivate }))
  await expect.poll(() => targets).toEqual(['/sign-in'])
  expect(root.textContent).toBe('nothing')
  server.reply(() => activeView({ data: ada }))
  await rig.session.refresh()
  await expect.poll(() => root.textContent).toBe('private to Ada')
  const require = vi.spyOn(rig.session, 'require').mockImplementation(rig.session.ready)
  server.reply(() => ({ ...noneView, reason: 'expired' }))
  await rig.session.refresh()
  await expect.poll(() => root.textContent).toBe('nothing')
  expect(require.mock.calls).toEqual([[{ target: '/sign-in', returnTo: false }]])
})

test('useRequireSession of a component that is gone sends nobody anywhere', async () => {
  const targets: string[] = []
  const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
  const answer = Promise.withResolvers<typeof noneView>()
  server.reply(() => answer.promise)
  const grip = { turn(_: boolean) {} }
  const root = mount(
    rig,
    h(Switch, { grip, off: h(Shown, { key: 1, useValue: usePrivate }), on: h(Shown, { key: 2 }) }),
  )
  await expect.poll(() => server.requests).toEqual(['GET /session'])
  grip.turn(true)
  await expect.poll(() => root.textContent).toBe('unknown')
  answer.resolve(noneView)
  await expect.poll(() => root.textContent).toBe('none')
  expect(targets).toEqual([])
})

test('components that come and go ask nothing, for the provider listens', async () => {
  const rig = createRig()
  server.reply(() => activeView())
  const grip = { turn(_: boolean) {} }
  const root = mount(rig, h(Switch, { grip, on: h(Shown, { useValue: useCountdown }), off: 'nothing' }))
  await expect.poll(() => server.requests).toHaveLength(1)
  await rig.idle()
  for (const isShown of [true, false, true]) {
    rig.clock.advance(20_000)
    grip.turn(isShown)
    await expect.poll(() => root.textContent === 'nothing').toBe(!isShown)
  }
  await rig.idle()
  expect(server.requests).toHaveLength(1)
})

test('a change in the midst of a transition tears nothing apart', async () => {
  const rig = createRig()
  server.reply(
    () => activeView({ data: ada }),
    () => activeView({ id: 'stay-2', data: { user: { name: 'Bob' } } }),
  )
  const shown = new Set<string>()
  const nap = Promise.withResolvers<string>()
  const grip = { turn(_: boolean) {} }
  const pair = (wait?: Promise<unknown>): ReactNode => [h(Shown, { key: 1 }), h(Shown, { key: 2, wait })]
  const root = mount(
    rig,
    h(Suspense, { fallback: 'waiting' }, h(Switch, { grip, off: pair(), on: pair(nap.promise) })),
  )
  await expect.poll(() => root.textContent).toBe('AdaAda')
  const watch = new MutationObserver(() => shown.add(root.textContent ?? ''))
  watch.observe(root, { subtree: true, childList: true, characterData: true })
  startTransition(() => grip.turn(true))
  await rig.session.refresh()
  nap.resolve('over')
  await expect.poll(() => shown).toContain('BobBob')
  watch.disconnect()
  expect(shown).not.toContain('AdaBob')
  expect(shown).not.toContain('BobAda')
})

test('what Activity hides is still, and up to date when it is shown again', async () => {
  sessionStorage.clear()
  const targets: string[] = []
  const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
  server.reply(() => activeView({ data: ada }))
  const grip = { turn(_: boolean) {} }
  const shown = new Set<string | null>()
  const kids = [useName, useCountdown, usePrivate].map((useValue) =>
    h(Shown, { key: useValue.name, useValue }),
  )
  const root = mount(
    rig,
    h(Switch, {
      grip,
      off: h(Activity, { key: 1, mode: 'visible', children: kids }),
      on: h(Activity, { key: 1, mode: 'hidden', children: kids }),
    }),
  )
  await expect.poll(() => root.textContent).toBe('Ada900000private to Ada')
  grip.turn(true)
  await expect.poll(() => root.querySelector('p')?.checkVisibility()).toBe(false)
  await rig.idle()
  const watch = new MutationObserver(() => shown.add(root.textContent))
  watch.observe(root, { subtree: true, childList: true, characterData: true })
  rig.clock.advance(1000)
  server.reply(() => noneView)
  await rig.session.refresh()
  await rig.idle()
  expect([...shown]).toEqual([])
  expect(targets).toEqual([])
  watch.disconnect()

  grip.turn(false)
  await expect.poll(() => root.textContent).toBe('none0nothing')
  await expect.poll(() => targets).toEqual(['/sign-in'])
})

test('without a provider a component says so', () => {
  const { root, keep } = place()
  const errors: unknown[] = []
  const options = { onUncaughtError: (error: unknown) => errors.push(error) }
  flushSync(() => keep(createRoot(root, options)).render(h(Shown)))
  expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('provider') })])
})
