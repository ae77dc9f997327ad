import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import {
  type App,
  type Component,
  createApp,
  createSSRApp,
  defineAsyncComponent,
  defineComponent,
  h,
  KeepAlive,
  nextTick,
  type ShallowRef,
  Suspense,
  shallowRef,
} from 'vue'
import { activeView, noneView, useFakeServer } from '../../test/support/fake-server.ts'
import { renderedPages, viewOf } from '../../test/support/rendered-pages.ts'
import { createRig, type Rig } from '../../test/support/rig.ts'
import { sessionPlugin, useCountdown, useRequireSession, useSession } from './vue.ts'

const server = useFakeServer()
const complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
// Of Suspense it says that it is an experiment.
vi.spyOn(console, 'info').mockReturnValue()

beforeEach(() => {
  for (const complaint of complaints) complaint.mockClear()
})
afterEach(() => {
  expect(complaints.flatMap(({ mock }) => mock.calls)).toEqual([])
})

/** Puts an app into the document, until the test is over. */
function mount(app: App, rig: Rig, initial?: unknown, html = ''): HTMLElement {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = html
  app.use(sessionPlugin, { session: rig.session, initial: initial as never }).mount(root)
  onTestFinished(() => {
    app.unmount()
    root.remove()
  })
  return root
}

function nameIn(data: unknown): unknown {
  return Object(data).user?.name
}

/** Shows the user's name, and notes what it shows each time it renders. */
function nameTag(renders: unknown[]): Component {
  return defineComponent(() => {
    const name = useSession((state) =>
      state.status === 'active' ? String(nameIn(state.data)) : state.status,
    )
    return () => {
      renders.push(name.value)
      return h('p', name.value)
    }
  })
}

/** Shows what is left, and notes it. */
function clock(renders: unknown[], every = 1000): Component {
  return defineComponent(() => {
    const remaining = useCountdown({ every })
    return () => {
      renders.push(remaining.value)
      return h('b', `${remaining.value}`)
    }
  })
}

const ada = { user: { name: 'Ada' } }

test('a component renders again only when what it reads changes', async () => {
  const rig = createRig()
  const renders = { name: [] as unknown[], built: [] as unknown[], all: [] as unknown[] }
  server.reply(
    () => activeView({ data: { ...ada, cart: [] } }),
    () => activeView({ data: { ...ada, cart: ['tea'] }, version: 2 }),
    () => activeView({ data: { ...ada, cart: ['tea'] }, version: 2, expiresAt: 1_600_002_000_000 }),
  )
  const Built = defineComponent(() => {
    const user = useSession((state) => ({ name: state.status === 'active' ? nameIn(state.data) : '' }))
    return () => void renders.built.push(user.value)
  })
  const All = defineComponent(() => {
    const state = useSession()
    return () =>
      void renders.all.push('expiresAt' in state.value ? state.value.expiresAt : state.value.status)
  })
  mount(
    createApp(() => [h(nameTag(renders.name)), h(Built), h(All)]),
    rig,
  )
  await expect.poll(() => renders.name).toEqual(['unknown', 'Ada'])
  await rig.session.refresh()
  await rig.session.refresh()
  await rig.idle()
  expect(renders).toEqual({
    name: ['unknown', 'Ada'],
    built: [{ name: '' }, { name: 'Ada' }],
    all: ['unknown', 1_600_000_900_000, 1_600_000_900_000, 1_600_002_000_000],
  })
})

test('a selector follows what else it reads', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: { first: 'tea', second: 'milk' } }))
  const key = shallowRef('first')
  const root = mount(
    createApp(
      defineComponent(() => {
        const item = useSession((state) => (state.status === 'active' ? Object(state.data)[key.value] : ''))
        return () => h('p', item.value)
      }),
    ),
    rig,
  )
  await expect.poll(() => root.textContent).toBe('tea')
  key.value = 'second'
  await expect.poll(() => root.textContent).toBe('milk')
})

test('it asks once, and an app that is gone leaves nothing behind', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const renders: unknown[] = []
  const app = createApp(() => [h(nameTag([])), h(clock(renders, 60_000))])
  const root = mount(app, rig)
  await expect.poll(() => root.textContent).toBe('Ada900000')
  rig.clock.advance(60_000)
  await expect.poll(() => root.textContent).toBe('Ada840000')
  expect(renders).toEqual([0, 900_000, 840_000])
  expect(server.requests).toEqual(['GET /session'])
  app.unmount()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})

test('hydrates what the server rendered, without flicker, and has it confirmed by one question', async () => {
  const rig = createRig()
  const initial = viewOf('Ada')
  server.reply(() => ({ ...initial, maxAge: 500_000 }))
  const renders: unknown[] = []
  const counts: unknown[] = []
  const app = createSSRApp(() => h('main', [h(nameTag(renders)), h(clock(counts))]))
  const html = renderedPages.vue('Ada')
  const root = mount(app, rig, initial, html)
  expect(root.innerHTML).toBe(html)
  await expect.poll(() => root.textContent).toBe('Ada500000')
  await rig.idle()
  expect(renders).toEqual(['Ada'])
  expect(counts[0]).toBe(600_000)
  expect(server.requests).toEqual(['GET /session'])
})

test('what hydrates later sees what the server rendered, then what is true by now', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  const arrival = Promise.withResolvers<Component>()
  const renders: unknown[] = []
  const Late = defineAsyncComponent(() => arrival.promise)
  const app = createSSRApp(() => h('main', [h(nameTag([])), h(Suspense, null, { default: () => h(Late) })]))
  const root = mount(app, rig, activeView({ data: ada }), '<main><p>Ada</p><p>Ada</p></main>')
  await expect.poll(() => root.textContent).toBe('noneAda')
  arrival.resolve(nameTag(renders))
  await expect.poll(() => root.textContent).toBe('nonenone')
  expect(renders).toEqual(['Ada', 'none'])
})

test('what mounts later starts with what is true by now', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  const renders: unknown[] = []
  const Late = nameTag(renders)
  const isShown = shallowRef(false)
  const root = mount(
    createApp(() => [h(nameTag([])), isShown.value && h(Late)]),
    rig,
    activeView({ data: ada }),
  )
  await expect.poll(() => root.textContent).toBe('none')
  isShown.value = true
  await expect.poll(() => root.textContent).toBe('nonenone')
  expect(renders).toEqual(['none'])
})

test('an initial that is none counts as none, and the server is asked', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const renders: unknown[] = []
  const root = mount(createSSRApp(nameTag(renders)), rig, { status: 'active' }, '<p>unknown</p>')
  await expect.poll(() => root.textContent).toBe('Ada')
  expect(renders).toEqual(['unknown', 'Ada'])
})

test('useRequireSession shows nothing to a visitor, and sends him to sign in', async () => {
  // Redirects of other tests in this tab would look like a loop.
  sessionStorage.clear()
  const targets: string[] = []
  const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
  const Private = defineComponent(() => {
    const session = useRequireSession({ target: '/sign-in', returnTo: false })
    return () => h('p', session.value ? `private to ${nameIn(session.value.data)}` : 'nothing')
  })
  server.reply(() => noneView)
  const root = mount(createApp(Private), rig)
  await expect.poll(() => targets).toEqual(['/sign-in'])
  expect(root.textContent).toBe('nothing')
  server.reply(() => activeView({ data: ada }))
  await rig.session.refresh()
  await expect.poll(() => root.textContent).toBe('private to Ada')
  const require = vi.spyOn(rig.session, 'require').mockImplementation(rig.session.ready)
  server.reply(() => ({ ...noneView, reason: 'revoked' }))
  await rig.session.refresh()
  await expect.poll(() => root.textContent).toBe('nothing')
  expect(require.mock.calls).toEqual([[{ target: '/sign-in', returnTo: false }]])
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
    sessionStorage.clear()
    const targets: string[] = []
    const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
    server.reply(() => activeView({ data: ada }))
    const names: unknown[] = []
    const counts: unknown[] = []
    const Private = defineComponent(() => {
      const session = useRequireSession({ target: '/sign-in', returnTo: false })
      return () => h('i', session.value ? 'private' : 'nothing')
    })
    const Account = defineComponent(() => {
      const kids = [nameTag(names), clock(counts), Private]
      return () => kids.map((kid) => h(kid))
    })
    const { page, shown, isOut } = twoPages(Account)
    const turn = (isAway: boolean): void => {
      if (which === 'the outer') isOut.value = isAway
      else shown.value = isAway ? 'help' : 'account'
    }
    const root = mount(createApp(page), rig)
    await expect.poll(() => root.textContent).toBe('Ada900000private')
    turn(true)
    await expect.poll(() => root.textContent).toMatch(/help|outside/)
    const before = [names.length, counts.length]
    rig.clock.advance(1000)
    server.reply(() => noneView)
    await rig.session.refresh()
    await rig.idle()
    expect([names.length, counts.length]).toEqual(before)
    expect(targets).toEqual([])

    turn(false)
    // In the very frame in which it comes back.
    await nextTick()
    expect(root.textContent).toBe('none0nothing')
    await expect.poll(() => targets).toEqual(['/sign-in'])
  },
)

test('what mounts in a page that was put away begins when the page comes back', async () => {
  sessionStorage.clear()
  const targets: string[] = []
  const rig = createRig({ redirect: { router: { navigate: (path) => void targets.push(path) } } })
  const isLoaded = shallowRef(false)
  const Private = defineComponent(() => {
    useRequireSession({ target: '/sign-in', returnTo: false })
    return () => h('p', 'private')
  })
  const { page, shown } = twoPages(defineComponent(() => () => [isLoaded.value && h(Private)]))
  server.reply(() => noneView)
  const root = mount(createApp(page), rig)
  await rig.session.ready()
  shown.value = 'help'
  await expect.poll(() => root.textContent).toBe('help')
  isLoaded.value = true
  await rig.idle()
  expect(targets).toEqual([])
  shown.value = 'account'
  await expect.poll(() => targets).toEqual(['/sign-in'])
})

test('a page that goes while it is put away leaves nothing behind', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: ada }))
  const { page, shown } = twoPages(clock([]))
  const app = createApp(page)
  const root = mount(app, rig)
  await expect.poll(() => root.textContent).toBe('900000')
  shown.value = 'help'
  await expect.poll(() => root.textContent).toBe('help')
  app.unmount()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})

test('without the plugin a component says so', () => {
  const app = createApp(nameTag([]))
  app.config.warnHandler = () => {}
  expect(() => app.mount(document.createElement('div'))).toThrow('provider')
})
