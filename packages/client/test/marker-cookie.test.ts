import { createSessions } from '@sojourn/server'
import { markerSuffix } from '@sojourn/server/contract'
import { session, sessionEndpoints } from '@sojourn/server/express'
import express from 'express'
import { expect, test } from 'vitest'
import { openPort } from '../../server/test/open-port.ts'
import { useChromium } from './support/chromium.ts'

const newContext = useChromium()

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
  const url = `http://localhost:${await openPort(app)}`
  const context = await newContext()
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
