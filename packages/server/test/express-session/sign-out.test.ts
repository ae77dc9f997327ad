import { expect, test } from 'vitest'
import session from '../../src/express-session/index.ts'
import { minute } from '../durations.ts'
import { Browser, recommended, serve } from './app.ts'
import { door, SlowStore } from './stores.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** An app over that store, with a browser that is signed in. */
async function open(store: SlowStore) {
  const askedToEnd = door()
  const port = await serve(session({ ...recommended, store, cookie: { maxAge: minute } }), {
    '/sign-in': (request, response) => {
      request.session.user = 'ann'
      response.end()
    },
    '/look': (request, response) => response.end(String(request.session.user)),
    '/twice': (request, response) => {
      request.session.step = 1
      request.session.save(() => {
        request.session.step = 2
        response.end()
      })
    },
    '/sign-out': (request, response) => {
      request.session.destroy(() => response.end())
      askedToEnd.open()
    },
  })
  const browser = new Browser(port)
  await browser.get('/sign-in')
  return { browser, askedToEnd }
}

test('waits for a touch under way, for there are stores whose touch reads and writes back', async () => {
  const store = new SlowStore()
  const [touching, leave] = [door(), door()]
  store.touch = (sid, _session, callback) => {
    const text = store.records.get(sid) ?? ''
    touching.open()
    leave.opened.then(() => {
      store.records.set(sid, text)
      callback?.()
    })
  }
  const { browser, askedToEnd } = await open(store)
  const looking = browser.get('/look')
  await touching.opened
  const ending = browser.get('/sign-out')
  await askedToEnd.opened
  await turn()
  leave.open()
  await Promise.all([looking, ending])
  expect(store.records.size).toBe(0)
})

test('is not undone by a request that saves for the second time while the store destroys', async () => {
  const store = new SlowStore()
  const { browser, askedToEnd } = await open(store)
  const [saving, leaveSave, destroying, leaveDestroy] = [door(), door(), door(), door()]
  store.gate = async (call) => {
    if (call === 'set') saving.open()
    if (call === 'set') await leaveSave.opened
    if (call === 'destroy') destroying.open()
    if (call === 'destroy') await leaveDestroy.opened
  }
  store.calls.length = 0
  const twice = browser.get('/twice')
  await saving.opened
  const ending = browser.get('/sign-out')
  await askedToEnd.opened
  leaveSave.open()
  await destroying.opened
  leaveDestroy.open()
  await Promise.all([twice, ending])
  expect(store.calls.filter((call) => call === 'set' || call === 'destroy')).toEqual(['set', 'destroy'])
})
