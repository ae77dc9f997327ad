import { expect, test } from 'vitest'
import { createSessionClient } from '../../src/index.ts'
import { equip } from '../pains/support/shared-storage.ts'
import { fakePage } from '../support/fake-page.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'
import { stillPage } from '../support/still-page.ts'

const server = useFakeServer()

/** Notes what it is asked, and answers that there is a session. */
function noting(sent: string[]): typeof fetch {
  return async (input) => {
    const { method, url } = new Request(input)
    // What is behind the hash stays in the browser.
    sent.push(`${method} ${url.split('#')[0]}`)
    return Response.json(method === 'DELETE' ? noneView : activeView())
  }
}

test.each([
  ['/session/', '/session/', '/session/touch'],
  ['/session?tenant=a', '/session?tenant=a', '/session/touch?tenant=a'],
  ['/session#x', '/session', '/session/touch'],
  [
    'https://api.example/session/?t=1',
    'https://api.example/session/?t=1',
    'https://api.example/session/touch?t=1',
  ],
])('a url of %s asks and ends there, and touches below it', async (url, own, touch) => {
  const sent: string[] = []
  const { session } = createRig({ url, fetch: noting(sent) })
  await session.refresh()
  await session.touch()
  await session.end()
  const whole = (path: string): string => new URL(path, location.href).href
  expect(sent).toEqual([`GET ${whole(own)}`, `POST ${whole(touch)}`, `DELETE ${whole(own)}`])
})

test.each([
  ['/session', '/session/'],
  ['/session', '/session#top'],
  ['/session?t=1', '/session/?t=1'],
])('tabs with a url of %s and %s hear each other', async (one, other) => {
  const first = createRig({ url: one, fetch: noting([]) })
  const second = createRig({ url: other, fetch: noting([]) })
  await first.start()
  await second.start()
  await first.session.end()
  await expect.poll(() => second.session.getSnapshot().status).toBe('none')
})

test('tabs with another query do not', async () => {
  const names = new Set<string>()
  for (const url of ['/session?t=1', '/session?t=2']) {
    const { page, start } = createRig({ url, fetch: noting([]) })
    class Named extends BroadcastChannel {
      constructor(name: string) {
        super(name)
        names.add(name)
        this.close()
      }
    }
    equip(page.env, { BroadcastChannel: Named })
    await start()
  }
  expect(names.size).toBe(4)
})

test('an empty url is the default one', async () => {
  const { session } = createRig({ url: '' })
  await session.refresh()
  expect(server.requests).toEqual(['GET /session'])
})

test.each(['http://', 'localhost:3000/session'])('a url of %s is refused when the client is made', (url) => {
  expect(() => createSessionClient({ url })).toThrow(`check url: not http: ${url}`)
})

test.each(['capacitor://localhost/', 'app://here/index.html'])(
  'in an app whose pages are at %s a whole url works, and a redirect to a path is refused by its name',
  async (href) => {
    const env = { ...fakePage().env, document: { visibilityState: 'visible', baseURI: href } }
    const redirect = { page: stillPage({ href }) }
    const url = 'https://api.example/session'
    const session = createSessionClient({ url, env, redirect, fetch: noting([]) })
    expect(await session.refresh()).toMatchObject({ status: 'active' })
    await expect(session.redirect('/login')).rejects.toMatchObject({ name: 'UnsafeRedirectError' })
    expect(() => createSessionClient({ env })).toThrow('check url: not http: /session')
    session.dispose()
  },
)
