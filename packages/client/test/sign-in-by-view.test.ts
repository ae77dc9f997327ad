import { createSessions, memoryStore } from '@sojourn/server'
import { session, sessionEndpoints, sessionView } from '@sojourn/server/express'
import express from 'express'
import { expect, test } from 'vitest'
import { openPort } from '../../server/test/open-port.ts'
import type * as door from '../src/index.ts'
import { useChromium } from './support/chromium.ts'
import { clientPage } from './support/cross-origin.ts'

/** What the page has. */
declare const sojourn: typeof door

const newContext = useChromium()

const secret = 'a secret for tests, long enough to sign with'
const expose = (data: object) => ({ name: String(Reflect.get(data, 'name')) })

test("a sign-in is one request: the view that its answer carries is the session's", async () => {
  const sessions = createSessions({ secret, store: memoryStore(), expose })
  const asked: string[] = []
  const page = await clientPage()
  const app = express()
    .use(({ method, path }, _response, next) => {
      if (path !== '/favicon.ico') asked.push(`${method} ${path}`)
      next()
    })
    .use('/session', sessionEndpoints(sessions))
    .use(session(sessions))
    .post('/login', async (request, response) => {
      Object.assign(request.session, { name: 'Ada' })
      response.json({ view: await sessionView(request) })
    })
    .use(page)
  const url = `http://localhost:${await openPort(app)}`
  const context = await newContext()
  const tab = await context.newPage()
  await tab.goto(url)
  asked.length = 0
  const state = await tab.evaluate(async () => {
    const session = sojourn.createSessionClient()
    const { view } = await (await fetch('/login', { method: 'POST' })).json()
    session.apply(view)
    return session.getSnapshot()
  })
  expect(state).toMatchObject({ status: 'active', data: { name: 'Ada' } })
  expect(asked).toEqual(['POST /login'])
  // Which is what the server says when it is asked.
  const told = await tab.evaluate(async () => (await fetch('/session')).json())
  expect(told).toMatchObject({ status: 'active', id: state.status === 'active' && state.id })
})
