import { expect, test } from 'vitest'
import type { SessionProvision } from '../../../src/bindings/react.ts'
import { hour } from '../../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../../support/fake-server.ts'
import { createRig, type Rig } from '../../support/rig.ts'
import { place } from './harness.ts'
import { reactHarness } from './react-harness.ts'
import { solidHarness } from './solid-harness.ts'
import { svelteHarness } from './svelte-harness.ts'

type Initial = SessionProvision['initial']

const server = useFakeServer()

const frameworks = [
  ['React', reactHarness],
  ['Solid', solidHarness],
  ['Svelte', svelteHarness],
] as const

function show(harness: typeof reactHarness, { session }: Rig, initial?: Initial) {
  const root = place()
  const { carry } = harness.showPage(root, { session, initial, every: hour })
  return { root, carry }
}

function view(name: string, now: number, more = {}): ReturnType<typeof activeView> {
  return activeView({ id: name, data: { user: { name } }, now, ...more })
}

test.each(frameworks)(
  '%s shows what the server says later, at once, and has it confirmed',
  async (_, harness) => {
    const rig = createRig()
    server.reply(() => view('Ada', 1_600_000_000_000))
    const { root, carry } = show(harness, rig, view('Ada', 1_600_000_000_000))
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

test.each(frameworks)('%s lets pass what the server said before, or is no view', async (_, harness) => {
  const rig = createRig()
  server.reply(() => view('Ada', 1_600_000_000_000))
  const { root, carry } = show(harness, rig, view('Ada', 1_600_000_000_000))
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

test.each(frameworks)('%s takes the first view that comes after none', async (_, harness) => {
  const rig = createRig()
  server.reply(() => noneView)
  const { root, carry } = show(harness, rig)
  await expect.poll(() => root.textContent).toContain('none')
  server.reply(() => view('Ada', 1_600_000_000_000))
  carry(view('Ada', 1_600_000_000_000))
  await expect.poll(() => root.textContent).toContain('Ada')
  await rig.idle()
})
