import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSessions, memoryStore } from '@sojourn/server'
import { session, sessionEndpoints, sessionView } from '@sojourn/server/express'
import express from 'express'
import { chromium } from 'playwright'
import { expect, onTestFinished, test, vi } from 'vitest'
import { chromiumFlags, chromiumPath } from '../../../scripts/chromium.js'
import type * as door from '../src/index.ts'
import { clientPage } from './support/cross-origin.ts'

/** What the page has. */
declare const sojourn: typeof door

vi.setConfig({ testTimeout: 30_000 })

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
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })
  onTestFinished(async () => {
    await browser.close()
    server.close()
  })
  const tab = await browser.newPage()
  await tab.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
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
