import { hydrate, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import Name from '../../test/fixtures/svelte/name.svelte'
import Page from '../../test/fixtures/svelte/page.svelte'
import Private from '../../test/fixtures/svelte/private.svelte'
import Readers from '../../test/fixtures/svelte/readers.svelte'
import { activeView, noneView, useFakeServer } from '../../test/support/fake-server.ts'
import { renderedPages, viewOf } from '../../test/support/rendered-pages.ts'
import { createRig } from '../../test/support/rig.ts'

const server = useFakeServer()
const complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]

beforeEach(() => {
  for (const complaint of complaints) complaint.mockClear()
})
afterEach(() => expect(complaints.flatMap(({ mock }) => mock.calls)).toEqual([]))

interface Shown {
  readonly root: HTMLElement
  readonly exports: Record<string, (...given: unknown[]) => void>
  hide(): Promise<void>
}

/** Puts a component into the document, until the test is over; into what a server rendered, where there is some. */
function show(component: typeof Page, props: Record<string, unknown>, html?: string): Shown {
  const target = document.body.appendChild(document.createElement('div'))
  target.innerHTML = html ?? ''
  const options = { target, props }
  const exports = html === undefined ? mount(component, options) : hydrate(component, options)
  let hiding: Promise<void> | undefined
  const hide = (): Promise<void> => {
    hiding ??= unmount(exports)
    return hiding
  }
  onTestFinished(async () => {
    await hide()
    target.remove()
  })
  return { root: target, exports, hide }
}

const ada = { user: { name: 'Ada' } }

test('markup and effects run again only when what they read changes', async () => {
  const rig = createRig()
  const renders = { built: [] as unknown[], all: [] as unknown[] }
  server.reply(
    () => activeView({ data: { ...ada, first: 'tea', second: 'milk', cart: [] } }),
    () => activeView({ data: { ...ada, first: 'tea', second: 'milk', cart: ['tea'] }, version: 2 }),
  )
  const { root, exports } = show(Readers, { client: rig.session, renders })
  await expect.poll(() => root.textContent).toBe('tea false')
  await rig.session.refresh()
  await rig.idle()
  expect(renders).toEqual({
    built: [{ name: '' }, { name: 'Ada' }],
    all: ['unknown', 1_600_000_900_000, 1_600_000_900_000],
  })
  exports.select?.('second')
  await expect.poll(() => root.textContent).toBe('milk true')
})

test('it asks once, and a page that is gone leaves nothing behind', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const names: unknown[] = []
  const counts: unknown[] = []
  const { root, hide } = show(Page, { session: rig.session, names, counts, every: 60_000 })
  await expect.poll(() => root.textContent).toBe('Ada900000')
  rig.clock.advance(60_000)
  await expect.poll(() => root.textContent).toBe('Ada840000')
  expect(names).toEqual(['unknown', 'Ada'])
  expect(counts).toEqual([0, 900_000, 840_000])
  expect(server.requests).toEqual(['GET /session'])
  await hide()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})

test('hydrates what the server rendered, without flicker, and has it confirmed by one question', async () => {
  const rig = createRig()
  const initial = viewOf('Ada')
  server.reply(() => ({ ...initial, maxAge: 500_000 }))
  const names: unknown[] = []
  const counts: unknown[] = []
  const { root } = show(Page, { session: rig.session, initial, names, counts }, renderedPages.svelte('Ada'))
  const p = root.querySelector('p')
  await expect.poll(() => root.textContent).toBe('Ada500000')
  await rig.idle()
  expect(root.querySelector('p')).toBe(p)
  expect(names).toEqual(['Ada'])
  expect(counts[0]).toBe(600_000)
  expect(server.requests).toEqual(['GET /session'])
})

test('what the client knows better by now waits until the page is hydrated', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  await rig.session.refresh()
  const names: unknown[] = []
  const { root } = show(
    Page,
    { session: rig.session, initial: viewOf('Ada'), names },
    renderedPages.svelte('Ada'),
  )
  await expect.poll(() => root.textContent).toBe('none0')
  expect(names).toEqual(['Ada'])
})

test('what is shown later starts with what is true by now', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  const later: unknown[] = []
  const { root, exports } = show(Page, { session: rig.session, initial: activeView({ data: ada }), later })
  await expect.poll(() => root.textContent).toBe('none0')
  exports.showLater?.()
  await expect.poll(() => root.textContent).toBe('none0none')
  expect(later).toEqual([])
})

test('an initial that is none counts as none, and the server is asked', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const names: unknown[] = []
  const { root } = show(Page, { session: rig.session, initial: { status: 'active' }, names })
  await expect.poll(() => root.textContent).toBe('Ada900000')
  expect(names).toEqual(['unknown', 'Ada'])
})

test('useRequireSession shows nothing to a visitor, and sends him to sign in', async () => {
  // Redirects of other tests in this tab would look like a loop.
  sessionStorage.clear()
  const targets: string[] = []
  const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
  server.reply(() => noneView)
  const { root } = show(Private, { session: rig.session })
  await expect.poll(() => targets).toEqual(['/sign-in'])
  expect(root.textContent).toBe('nothing')
  server.reply(() => activeView({ data: ada }))
  await rig.session.refresh()
  await expect.poll(() => root.textContent).toBe('private to Ada')
  const require = vi.spyOn(rig.session, 'require').mockImplementation(rig.session.ready)
  server.reply(() => ({ ...noneView, reason: 'signed-out' }))
  await rig.session.refresh()
  await expect.poll(() => root.textContent).toBe('nothing')
  expect(require.mock.calls).toEqual([[{ target: '/sign-in', returnTo: false }]])
})

test('without a provider a component says so', () => {
  expect(() => mount(Name, { target: document.body })).toThrow('provider')
})
