import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest'
import { minute } from '../../support/durations.ts'
import { activeView, type FakeServer, noneView, useFakeServer } from '../../support/fake-server.ts'
import { viewOf } from '../../support/rendered-pages.ts'
import { createRig } from '../../support/rig.ts'
import { type BindingHarness, nameOf, place, signIn } from './harness.ts'

export const ada = { user: { name: 'Ada' } }

/** The network of a binding's tests. What is complained of on the console fails the test. */
export function useBindingServer(): FakeServer {
  let complaints: MockInstance[] = []
  beforeEach(() => {
    complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
  })
  afterEach(() => {
    const calls = complaints.flatMap(({ mock }) => mock.calls)
    for (const complaint of complaints) complaint.mockRestore()
    expect(calls).toEqual([])
  })
  return useFakeServer()
}

/** A rig whose redirects are noted. Redirects of other tests in this tab would look like a loop. */
export function rigWithRouter(): ReturnType<typeof createRig> & { targets: string[] } {
  sessionStorage.clear()
  const targets: string[] = []
  return { ...createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } }), targets }
}

/** What every binding promises. */
export function testBinding(harness: BindingHarness, server: FakeServer): void {
  const { act } = harness

  test('what reads the session runs again only when what it reads changes, and a selector follows what else it reads', async () => {
    const rig = createRig()
    const data = { ...ada, first: 'tea', second: 'milk' }
    server.reply(
      () => activeView({ data: { ...data, cart: [] } }),
      () => activeView({ data: { ...data, cart: ['tea'] }, version: 2 }),
      () => activeView({ data: { ...data, cart: ['tea'] }, version: 2, expiresAt: 1_600_002_000_000 }),
    )
    const renders = { name: [], user: [], built: [], end: [], version: [] as unknown[], all: [] as unknown[] }
    const root = place()
    const choose = harness.showReaders(root, {
      session: rig.session,
      renders,
      selectors: {
        name: nameOf,
        user: (state) => (state.status === 'active' ? Object(state.data).user : undefined),
        built: (state) => ({ name: state.status === 'active' ? nameOf(state) : '' }),
        end: (state) => (state.status === 'active' ? state.expiresAt : state.status),
        version: (state) => (state.status === 'active' ? state.version : state.status),
        all: undefined,
      },
    })
    await expect.poll(() => root.textContent).toBe('tea false')
    expect(renders.name).toEqual(['unknown', 'Ada'])
    await act(() => rig.session.refresh())
    await act(() => rig.session.refresh())
    await rig.idle()
    expect(renders).toEqual({
      name: ['unknown', 'Ada'],
      user: [undefined, { name: 'Ada' }],
      built: [{ name: '' }, { name: 'Ada' }],
      end: ['unknown', 1_600_000_900_000, 1_600_002_000_000],
      version: ['unknown', 1, 2],
      all: [
        expect.objectContaining({ status: 'unknown' }),
        expect.objectContaining({ version: 1, expiresAt: 1_600_000_900_000 }),
        expect.objectContaining({ version: 2, expiresAt: 1_600_000_900_000 }),
        expect.objectContaining({ version: 2, expiresAt: 1_600_002_000_000 }),
      ],
    })
    await act(() => choose('second'))
    expect(root.textContent).toBe('milk true')
  })

  test('it asks once, and a page that is gone leaves nothing behind', async () => {
    const rig = createRig()
    server.reply(() => activeView({ data: ada }))
    const names: unknown[] = []
    const counts: unknown[] = []
    const root = place()
    const page = harness.showPage(root, { session: rig.session, names, counts, every: minute })
    await expect.poll(() => root.textContent).toBe(`Ada${15 * minute}`)
    await act(() => rig.clock.advance(minute))
    expect(root.textContent).toBe(`Ada${14 * minute}`)
    expect(names).toEqual(['unknown', 'Ada'])
    expect(counts).toEqual([0, 15 * minute, 14 * minute])
    expect(server.requests).toEqual(['GET /session'])
    await page.hide()
    await rig.idle()
    expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
  })

  test('hydrates what the server rendered, without flicker, and has it confirmed by one question', async () => {
    const rig = createRig()
    const apply = vi.spyOn(rig.session, 'apply')
    const initial = viewOf('Ada')
    server.reply(() => ({ ...initial, maxAge: 500_000 }))
    const names: unknown[] = []
    const counts: unknown[] = []
    const html = harness.rendered('Ada')
    const root = place(html)
    const elements = [...root.querySelectorAll('*')]
    harness.showPage(root, { session: rig.session, initial, names, counts })
    const shown = counts.at(-1) ?? 10 * minute
    expect(root.innerHTML).toBe(html.replace(`${10 * minute}`, `${shown}`))
    await expect.poll(() => root.textContent).toBe('Ada500000')
    await rig.idle()
    expect([...root.querySelectorAll('*')]).toEqual(elements)
    expect(names).toEqual(['Ada'])
    expect(counts[0]).toBe(10 * minute)
    expect(server.requests).toEqual(['GET /session'])
    expect(apply.mock.calls).toEqual([[initial, expect.any(Number)]])
    const age = Number(apply.mock.calls[0]?.[1])
    expect(age).toBeGreaterThan(0)
    expect(age).toBeLessThan(performance.now())
  })

  test('what the client knows better by now waits until the page is hydrated', async () => {
    const rig = createRig()
    server.reply(() => noneView)
    await rig.session.refresh()
    const names: unknown[] = []
    const root = place(harness.rendered('Ada'))
    harness.showPage(root, { session: rig.session, initial: viewOf('Ada'), names })
    await expect.poll(() => root.textContent).toBe('none0')
    expect(names).toEqual(['Ada', 'none'])
  })

  test('what is shown later starts with what is true by now', async () => {
    const rig = createRig()
    server.reply(() => noneView)
    const later: unknown[] = []
    const root = place()
    const page = harness.showPage(root, { session: rig.session, initial: activeView({ data: ada }), later })
    await expect.poll(() => root.textContent).toBe('none0')
    await act(() => page.showLater())
    expect(root.textContent).toBe('none0none')
    expect(later).toEqual(['none'])
  })

  test.each([
    ['HTML', '<!doctype html>'],
    ['a view without its status', {}],
    ['a view without its times', { status: 'active', id: 'stay-1' }],
    ['a list', []],
  ])('an initial that is %s counts as none, and the server is asked', async (_, initial) => {
    for (const html of ['', harness.rendered('unknown', 0)]) {
      const rig = createRig()
      server.reply(() => activeView({ data: ada }))
      const names: unknown[] = []
      const root = place(html)
      harness.showPage(root, { session: rig.session, initial, names })
      await expect.poll(() => root.textContent).toBe(`Ada${15 * minute}`)
      expect(names).toEqual(['unknown', 'Ada'])
      expect(rig.warnings).toEqual([expect.stringContaining('/session')])
      vi.mocked(console.warn).mockClear()
    }
    expect(server.requests).toEqual(['GET /session', 'GET /session'])
  })

  test('useRequireSession shows nothing to a visitor, and sends him to sign in', async () => {
    const rig = rigWithRouter()
    server.reply(() => noneView)
    const root = place()
    harness.showPrivate(root, rig.session)
    await expect.poll(() => rig.targets).toEqual([signIn.target])
    expect(root.textContent).toBe('nothing')
    server.reply(() => activeView({ data: ada }))
    await act(() => rig.session.refresh())
    expect(root.textContent).toBe('private to Ada')
    const require = vi.spyOn(rig.session, 'require').mockImplementation(rig.session.ready)
    server.reply(() => ({ ...noneView, reason: 'expired' }))
    await act(() => rig.session.refresh())
    expect(root.textContent).toBe('nothing')
    expect(require.mock.calls).toEqual([[signIn]])
  })

  test('without a provider a component says so', () => {
    expect(() => harness.showAlone(place())).toThrow('provider')
  })
}
