import { createElement as h, type ReactNode, StrictMode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { expect, onTestFinished, test } from 'vitest'
import { minute } from '../../test/support/durations.ts'
import { activeView, useFakeServer } from '../../test/support/fake-server.ts'
import { createRig } from '../../test/support/rig.ts'
import { SessionProvider, useCountdown, useSession } from './react.ts'

const server = useFakeServer()

function Name(): ReactNode {
  const name = useSession((state) => (state.status === 'active' ? String(state.data) : state.status))
  return h('p', null, name)
}
function Left(): ReactNode {
  return h('b', null, useCountdown())
}
/** A place in the document, gone after the test. */
function place(html: string): HTMLElement {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = html
  onTestFinished(() => root.remove())
  return root
}

test('a development build that mounts everything twice asks once (pain 18: StrictMode)', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: 'Ada' }))
  const place1 = place('')
  const root = createRoot(place1)
  const page = h(StrictMode, null, h(SessionProvider, { session: rig.session }, h(Name), h(Left)))
  root.render(page)
  await expect.poll(() => place1.innerHTML).toBe('<p>Ada</p><b>900000</b>')
  await rig.idle()
  expect(server.requests).toEqual(['GET /session'])
  root.unmount()
  await rig.idle()
  expect([rig.page.open(), rig.clock.timers()]).toEqual([0, 0])
})

test.each([
  ['knows nothing', undefined, '<p>unknown</p><b>0</b>'],
  ['knew somebody', activeView({ data: 'Ada', maxAge: 10 * minute }), '<p>Ada</p><b>600000</b>'],
])(
  'a page whose server %s is taken over as it is, and shows the truth then (pain 19: hydration)',
  async (_, initial, html) => {
    const rig = createRig()
    const complaints: unknown[] = []
    server.reply(() => activeView({ id: 'stay-2', data: 'Bob' }))
    // A client of the whole module may know more than the server did before the page is taken over.
    if (!initial) await rig.start()
    const root = place(html)
    const text = root.querySelector('p')
    const options = { onRecoverableError: (error: unknown) => complaints.push(error) }
    const children = [h(Name, { key: 'name' }), h(Left, { key: 'left' })]
    const mounted = hydrateRoot(
      root,
      h(SessionProvider, { session: rig.session, initial: initial as never }, children),
      options,
    )
    onTestFinished(() => mounted.unmount())
    await expect.poll(() => root.innerHTML).toBe('<p>Bob</p><b>900000</b>')
    expect(root.querySelector('p')).toBe(text)
    expect(complaints).toEqual([])
  },
)
