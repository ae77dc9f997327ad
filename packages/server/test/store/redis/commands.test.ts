import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startRedis } from '../../../../../scripts/servers/redis.ts'
import { systemClock } from '../../../src/clock.ts'
import { redisStore } from '../../../src/store/redis.ts'
import { byUser, createApp, minute } from '../../app.ts'
import { createBrowser, runRequest } from '../../browser.ts'
import { useServer } from '../../use-server.ts'
import { type Connected, connect } from './connect.ts'

const serverUrl = useServer(startRedis)
let connected: Connected
let sent: string[] = []

beforeAll(async () => {
  connected = await connect(serverUrl())
})

afterAll(() => connected.close())

beforeEach(() => {
  sent = []
})

/** An app whose commands are written down, once it has looked at its server and the server knows the scripts. */
async function begin(options = {}) {
  const store = redisStore((args) => {
    sent.push(args[0] ?? '')
    return connected.send(args)
  })
  const sessions = createApp({ clock: systemClock, store, idleTimeout: 30 * minute, ...options })
  const browser = createBrowser(sessions, systemClock)
  await browser.visit(({ session }) => Object.assign(session, { cart: 1 }))
  await browser.visit(({ session }) => Object.assign(session, { cart: 2 }))
  sent = []
  return { sessions, browser }
}

test('nothing is sent for a visitor without a cookie', async () => {
  const { sessions } = await begin()
  await runRequest(sessions, ({ session }) => void session.user)
  expect(sent).toEqual([])
})

test('a read is one command', async () => {
  const { browser } = await begin()
  await browser.visit(({ session }) => void session.cart)
  expect(sent).toEqual(['GET'])
})

test('a write is one more', async () => {
  const { browser } = await begin()
  await browser.visit(({ session }) => Object.assign(session, { cart: 3 }))
  expect(sent).toEqual(['GET', 'EVALSHA'])
})

test('a new session is one command, and two with a subject', async () => {
  const { sessions } = await begin({ subject: byUser })
  await createBrowser(sessions, systemClock).visit(({ session }) => Object.assign(session, { cart: 1 }))
  expect(sent).toEqual(['EVALSHA'])
  const ann = createBrowser(sessions, systemClock)
  await ann.visit(({ session }) => Object.assign(session, { user: 'ann' }))
  sent = []
  await createBrowser(sessions, systemClock).visit(({ session }) => Object.assign(session, { user: 'ann' }))
  expect(sent).toEqual(['EVALSHA', 'EVALSHA'])
})
