import {
  Activity,
  createElement as h,
  type ReactNode,
  StrictMode,
  Suspense,
  startTransition,
  useState,
} from 'react'
import { expect, test } from 'vitest'
import { useCountdown, useSession } from '../../../src/bindings/react.ts'
import { minute, second } from '../../support/durations.ts'
import { activeView, noneView } from '../../support/fake-server.ts'
import { viewOf } from '../../support/rendered-pages.ts'
import { createRig, type Rig } from '../../support/rig.ts'
import { ada, rigWithRouter, testBinding, useBindingServer } from './binding-suite.ts'
import { nameOf, place, signIn } from './harness.ts'
import { provide, reactHarness, Shown, show, useName, usePrivate } from './react-harness.ts'

const server = useBindingServer()

testBinding(reactHarness, server)

function mount(rig: Rig, children: ReactNode, initial?: unknown): HTMLElement {
  const root = place()
  show(root, provide(rig.session, children, initial))
  return root
}

function useBuilt(): unknown {
  return useSession((state) => ({ name: state.status === 'active' ? nameOf(state) : '' }))
}
function useDate(): string {
  return useSession(
    (state) => new Date(state.status === 'active' ? Number(state.expiresAt) : 0),
  ).toISOString()
}
function useMinutes(): unknown {
  return useCountdown({ every: minute })
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

test('what a selector builds is the same one while its content is, and may be no JSON', async () => {
  const rig = createRig()
  const built: unknown[] = []
  server.reply(() => activeView({ data: ada }))
  const page = (): ReactNode =>
    provide(rig.session, [
      h(Shown, { key: 1, useValue: useBuilt, renders: built }),
      h(Shown, { key: 2, useValue: useDate }),
    ])
  const root = place()
  const shown = show(root, page())
  await expect.poll(() => root.textContent).toBe('{"name":"Ada"}2020-09-13T12:41:40.000Z')
  shown.render(page())
  await expect.poll(() => built).toHaveLength(3)
  expect(built[2]).toBe(built[1])
})

test('in StrictMode it asks once, and leaves nothing behind', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const root = place()
  const page = [h(Shown, { key: 1 }), h(Shown, { key: 2, useValue: useCountdown })]
  const shown = show(root, h(StrictMode, null, provide(rig.session, page)))
  await expect.poll(() => root.textContent).toBe(`Ada${15 * minute}`)
  expect(server.requests).toEqual(['GET /session'])
  shown.unmount()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})

test('useCountdown renders when another step is left, and shows the truth from the first paint', async () => {
  const rig = createRig()
  server.reply(() => activeView({ maxAge: 2 * minute }))
  await rig.start()
  const renders: unknown[] = []
  const root = mount(rig, [
    h(Shown, { key: 1, useValue: useMinutes, renders }),
    h(Shown, { key: 2, useValue: useCountdown }),
  ])
  await expect.poll(() => root.textContent).toBe(`${2 * minute}${2 * minute}`)
  rig.clock.advance(second)
  await expect.poll(() => root.textContent).toBe(`${2 * minute}${119 * second}`)
  rig.clock.advance(59 * second)
  await expect.poll(() => root.textContent).toBe(`${minute}${minute}`)
  expect(renders).toEqual([0, 2 * minute, minute])
})

test('hydrates so in StrictMode too', async () => {
  const rig = createRig()
  const initial = viewOf('Ada')
  server.reply(() => initial)
  const renders: unknown[] = []
  show(place('<p>Ada</p>'), h(StrictMode, null, provide(rig.session, h(Shown, { renders }), initial)))
  await expect.poll(() => server.requests).toEqual(['GET /session'])
  await rig.idle()
  expect(new Set(renders)).toEqual(new Set(['Ada']))
  expect(server.requests).toEqual(['GET /session'])
})

test('what hydrates later sees what the server rendered, then what is true by now', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  const arrival = Promise.withResolvers<string>()
  const renders: unknown[] = []
  const root = place('<p>Ada</p><!--$--><p>Ada</p><!--/$-->')
  const late = h(Suspense, { key: 2, fallback: 'waiting' }, h(Shown, { wait: arrival.promise, renders }))
  show(root, provide(rig.session, [h(Shown, { key: 1 }), late], viewOf('Ada')))
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

test('useRequireSession of a component that is gone sends nobody anywhere', async () => {
  const rig = rigWithRouter()
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
  expect(rig.targets).toEqual([])
})

test('components that come and go ask nothing, for the provider listens', async () => {
  const rig = createRig()
  server.reply(() => activeView())
  const grip = { turn(_: boolean) {} }
  const root = mount(rig, h(Switch, { grip, on: h(Shown, { useValue: useCountdown }), off: 'nothing' }))
  await expect.poll(() => server.requests).toHaveLength(1)
  await rig.idle()
  for (const isShown of [true, false, true]) {
    rig.clock.advance(20 * second)
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
  const rig = rigWithRouter()
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
  await expect.poll(() => root.textContent).toBe(`Ada${15 * minute}private to Ada`)
  grip.turn(true)
  await expect.poll(() => root.querySelector('p')?.checkVisibility()).toBe(false)
  await rig.idle()
  const watch = new MutationObserver(() => shown.add(root.textContent))
  watch.observe(root, { subtree: true, childList: true, characterData: true })
  rig.clock.advance(second)
  server.reply(() => noneView)
  await rig.session.refresh()
  await rig.idle()
  expect([...shown]).toEqual([])
  expect(rig.targets).toEqual([])
  watch.disconnect()

  grip.turn(false)
  await expect.poll(() => root.textContent).toBe('none0nothing')
  await expect.poll(() => rig.targets).toEqual([signIn.target])
})
