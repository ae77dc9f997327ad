import { expect, test, vi } from 'vitest'
import {
  type Component,
  defineAsyncComponent,
  defineComponent,
  h,
  KeepAlive,
  nextTick,
  type ShallowRef,
  Suspense,
  shallowRef,
} from 'vue'
import { minute, second } from '../../support/durations.ts'
import { activeView, noneView } from '../../support/fake-server.ts'
import { createRig } from '../../support/rig.ts'
import { ada, rigWithRouter, testBinding, useBindingServer } from './binding-suite.ts'
import { place, signIn } from './harness.ts'
import { clock, nameTag, Private, show, vueHarness } from './vue-harness.ts'

const server = useBindingServer()
// Of Suspense Vue says that it is an experiment.
vi.spyOn(console, 'info').mockReturnValue()

testBinding(vueHarness, server)

test('what hydrates later sees what the server rendered, then what is true by now', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  const arrival = Promise.withResolvers<Component>()
  const renders: unknown[] = []
  const Late = defineAsyncComponent(() => arrival.promise)
  const page = (): unknown => h('main', [h(nameTag()), h(Suspense, null, { default: () => h(Late) })])
  const root = place('<main><p>Ada</p><p>Ada</p></main>')
  show(root, page, rig.session, activeView({ data: ada }))
  await expect.poll(() => root.textContent).toBe('noneAda')
  arrival.resolve(nameTag(renders))
  await expect.poll(() => root.textContent).toBe('nonenone')
  expect(renders).toEqual(['Ada', 'none'])
})

/** Two pages of which KeepAlive shows one, within a shell that another KeepAlive may put away. */
function twoPages(account: Component): {
  page: Component
  shown: ShallowRef<'account' | 'help'>
  isOut: ShallowRef<boolean>
} {
  const shown = shallowRef<'account' | 'help'>('account')
  const isOut = shallowRef(false)
  const pages = { account, help: defineComponent(() => () => h('p', 'help')) }
  const shell = defineComponent(() => () => h(KeepAlive, () => h(pages[shown.value])))
  const outside = defineComponent(() => () => h('p', 'outside'))
  return {
    shown,
    isOut,
    page: defineComponent(() => () => h(KeepAlive, () => h(isOut.value ? outside : shell))),
  }
}

test.each(['the inner', 'the outer'])(
  'a page that %s KeepAlive has put away is still, and up to date when it comes back',
  async (which) => {
    const rig = rigWithRouter()
    server.reply(() => activeView({ data: ada }))
    const names: unknown[] = []
    const counts: unknown[] = []
    const Account = defineComponent(() => {
      const kids = [nameTag(names), clock(counts), Private]
      return () => kids.map((kid) => h(kid))
    })
    const { page, shown, isOut } = twoPages(Account)
    const turn = (isAway: boolean): void => {
      if (which === 'the outer') isOut.value = isAway
      else shown.value = isAway ? 'help' : 'account'
    }
    const root = place()
    show(root, page, rig.session)
    await expect.poll(() => root.textContent).toBe(`Ada${15 * minute}private to Ada`)
    turn(true)
    await expect.poll(() => root.textContent).toMatch(/help|outside/)
    const before = [names.length, counts.length]
    rig.clock.advance(second)
    server.reply(() => noneView)
    await rig.session.refresh()
    await rig.idle()
    expect([names.length, counts.length]).toEqual(before)
    expect(rig.targets).toEqual([])

    turn(false)
    // In the very frame in which it comes back.
    await nextTick()
    expect(root.textContent).toBe('none0nothing')
    await expect.poll(() => rig.targets).toEqual([signIn.target])
  },
)

test('what mounts in a page that was put away begins when the page comes back', async () => {
  const rig = rigWithRouter()
  const isLoaded = shallowRef(false)
  const { page, shown } = twoPages(defineComponent(() => () => [isLoaded.value && h(Private)]))
  server.reply(() => noneView)
  const root = place()
  show(root, page, rig.session)
  await rig.session.ready()
  shown.value = 'help'
  await expect.poll(() => root.textContent).toBe('help')
  isLoaded.value = true
  await rig.idle()
  expect(rig.targets).toEqual([])
  shown.value = 'account'
  await expect.poll(() => rig.targets).toEqual([signIn.target])
})

test('a page that goes while it is put away leaves nothing behind', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const { page, shown } = twoPages(clock())
  const root = place()
  const app = show(root, page, rig.session)
  await expect.poll(() => root.textContent).toBe(`${15 * minute}`)
  shown.value = 'help'
  await expect.poll(() => root.textContent).toBe('help')
  app.unmount()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})
