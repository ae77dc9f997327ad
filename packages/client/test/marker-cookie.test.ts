import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSessions } from '@sojourn/server'
import { markerSuffix } from '@sojourn/server/contract'
import { session, sessionEndpoints } from '@sojourn/server/express'
import express from 'express'
import { chromium } from 'playwright'
import { expect, onTestFinished, test, vi } from 'vitest'
import { chromiumFlags, chromiumPath } from '../../../scripts/chromium.js'

vi.setConfig({ testTimeout: 30_000 })

test("a page hears by the Cookie Store API of another window's sign-in and sign-out, with no request", async () => {
  const sessions = createSessions({ secret: 'a secret for tests, long enough to sign with', announce: true })
  const asked: string[] = []
  const app = express()
    .use(({ path }, _response, next) => {
      asked.push(path)
      next()
    })
    .use('/session', sessionEndpoints(sessions))
    .use(session(sessions))
    .get('/sign-in', (request, response) => {
      Object.assign(request.session, { name: 'Ada' })
      response.send('<!doctype html>in')
    })
    .get('/sign-out', (request, response) => void request.session.destroy().then(() => response.send('out')))
    .get('/', (_request, response) => response.send('<!doctype html>page'))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })
  onTestFinished(async () => {
    await browser.close()
    server.close()
  })
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const context = await browser.newContext()
  const [page, other] = [await context.newPage(), await context.newPage()]
  await page.goto(url)
  await page.evaluate(() => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    cookieStore.addEventListener('change', ({ changed, deleted }) => {
      for (const { name, value } of changed) heard.push({ name, value })
      for (const { name } of deleted) heard.push({ name })
    })
  })
  const heard = () => page.evaluate(() => Reflect.get(window, 'heard'))

  await other.goto(`${url}/sign-in`)
  const { id } = await other.evaluate(async () => (await fetch('/session')).json())
  const name = `sid${markerSuffix}`
  await expect.poll(heard).toEqual([{ name, value: id }])
  expect(await page.evaluate(() => document.cookie)).toBe(`${name}=${id}`)
  await other.goto(`${url}/sign-out`)
  await expect.poll(heard).toEqual([{ name, value: id }, { name }])
  expect(asked.filter((path) => path !== '/favicon.ico')).toEqual(['/', '/sign-in', '/session', '/sign-out'])
})
