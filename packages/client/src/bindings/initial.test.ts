import { createElement as h } from 'react'
import { createRoot } from 'react-dom/client'
import { createComponent, createSignal } from 'solid-js'
import { insert, render, template } from 'solid-js/web'
import { mount, unmount } from 'svelte'
import { expect, onTestFinished, test } from 'vitest'
import Page from '../../test/fixtures/svelte/page.svelte'
import { activeView, noneView, useFakeServer } from '../../test/support/fake-server.ts'
import { createRig } from '../../test/support/rig.ts'
import type { RegisteredData, SessionClient } from '../index.ts'
import * as react from './react.ts'
import type { SessionProvision } from './session-scope.ts'
import * as solid from './solid.ts'

type Initial = SessionProvision['initial']
type Client = SessionClient<RegisteredData>

const server = useFakeServer()

/** Shows the user's name in `root`, with what the server said of the session; returns how to hand in what it says later. */
type Show = (root: HTMLElement, session: Client, initial: Initial) => (next: Initial) => void

function nameOf(state: ReturnType<Client['getSnapshot']>): string {
  return state.status === 'active' ? Object(state.data).user?.name : state.status
}

function ReactName(): string {
  return react.useSession(nameOf)
}
function SolidName(): Node {
  const made = template('<p>')()
  insert(made, solid.useSession(nameOf))
  return made
}

const frameworks: [name: string, show: Show][] = [
  [
    'React',
    (root, session, initial) => {
      const mounted = createRoot(root)
      onTestFinished(() => mounted.unmount())
      const show = (next: Initial): void =>
        mounted.render(h(react.SessionProvider, { session, initial: next }, h(ReactName)))
      show(initial)
      return show
    },
  ],
  [
    'Solid',
    (root, session, first) => {
      const [initial, setInitial] = createSignal(first, { equals: false })
      const props = {
        session,
        get initial() {
          return initial()
        },
        get children() {
          return createComponent(SolidName, {})
        },
      }
      onTestFinished(render(() => createComponent(solid.SessionProvider, props), root))
      return (next) => void setInitial(() => next)
    },
  ],
  [
    'Svelte',
    (target, session, initial) => {
      const exports = mount(Page, { target, props: { session, initial, every: 3_600_000 } })
      onTestFinished(() => unmount(exports))
      return (next) => exports.carry(next)
    },
  ],
]

function view(name: string, now: number, more = {}): ReturnType<typeof activeView> {
  return activeView({ id: name, data: { user: { name } }, now, ...more })
}

test.each(frameworks)(
  '%s shows what the server says later, at once, and has it confirmed',
  async (_, show) => {
    const rig = createRig()
    const root = document.body.appendChild(document.createElement('div'))
    onTestFinished(() => root.remove())
    server.reply(() => view('Ada', 1_600_000_000_000))
    const carry = show(root, rig.session, view('Ada', 1_600_000_000_000))
    await expect.poll(() => root.textContent).toContain('Ada')
    await rig.idle()

    const answer = Promise.withResolvers<ReturnType<typeof activeView>>()
    server.reply(() => answer.promise)
    carry(view('Bob', 1_600_000_001_000))
    await expect.poll(() => root.textContent).toContain('Bob')
    await expect.poll(() => server.requests).toEqual(['GET /session', 'GET /session'])
    answer.resolve(view('Bob', 1_600_000_001_500))
    await rig.idle()
    server.reply(() => noneView)
    carry({ status: 'none', now: 1_600_000_002_000, reason: 'signed-out' })
    await expect.poll(() => root.textContent).toContain('none')
    expect(rig.session.getSnapshot()).toMatchObject({ reason: 'signed-out' })
    await rig.idle()
  },
)

test.each(frameworks)('%s lets pass what the server said before, or is no view', async (_, show) => {
  const rig = createRig()
  const root = document.body.appendChild(document.createElement('div'))
  onTestFinished(() => root.remove())
  server.reply(() => view('Ada', 1_600_000_000_000))
  const carry = show(root, rig.session, view('Ada', 1_600_000_000_000))
  await expect.poll(() => root.textContent).toContain('Ada')
  await rig.idle()
  const texts = new Set<string | null>()
  const watch = new MutationObserver(() => texts.add(root.textContent))
  watch.observe(root, { subtree: true, childList: true, characterData: true })
  const nothing: unknown[] = [undefined, null, '<!doctype html>', {}, { status: 'none' }]
  const old = [view('Eve', 1_600_000_000_000), view('Eve', 1_500_000_000_000), noneView]
  for (const next of [...nothing, ...old]) {
    carry(next as Initial)
    await rig.idle()
  }
  expect([...texts]).toEqual([])
  expect(server.requests).toEqual(['GET /session'])
  expect(rig.session.getSnapshot().error).toBeUndefined()
  watch.disconnect()
})

test.each(frameworks)('%s takes the first view that comes after none', async (_, show) => {
  const rig = createRig()
  const root = document.body.appendChild(document.createElement('div'))
  onTestFinished(() => root.remove())
  server.reply(() => noneView)
  const carry = show(root, rig.session, undefined)
  await expect.poll(() => root.textContent).toContain('none')
  server.reply(() => view('Ada', 1_600_000_000_000))
  carry(view('Ada', 1_600_000_000_000))
  await expect.poll(() => root.textContent).toContain('Ada')
  await rig.idle()
})
