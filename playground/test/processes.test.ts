import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { chromiumFlags, chromiumPath } from '../../scripts/chromium.js'
import { freePort } from '../../scripts/free-port.ts'
import { startRedis } from '../../scripts/servers/redis.ts'
import type { RunningServer } from '../../scripts/servers/start.ts'
import { root, type Server, startServer } from './server-process.ts'
import { signIn, waitForTitle } from './session-page.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let browser: Browser
let redis: RunningServer
let servers: readonly [Server, Server]
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-processes-'))
  redis = await startRedis()
  const ports = [await freePort(), await freePort()] as const
  const env = { SESSION_STORE: redis.url, SESSION_SECRET: 'a secret that both processes know, long enough' }
  const start = (port: number, peer: number): Promise<Server> =>
    startServer({
      dataDir: join(folder, `${port}`),
      port,
      env: { ...env, PEERS: `http://localhost:${peer}` },
    })
  servers = await Promise.all([start(ports[0], ports[1]), start(ports[1], ports[0])])
  browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })
})
afterAll(async () => {
  await browser.close()
  await Promise.all(servers.map((server) => server.stop()))
  await redis.stop()
  await rm(folder, { recursive: true, force: true })
})

async function open(): Promise<[Page, Page]> {
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  const [first, second] = [await context.newPage(), await context.newPage()]
  await first.goto(servers[0].url)
  await second.goto(servers[1].url)
  return [first, second]
}

test('two processes over one Redis share a session, and lose none of its parallel writes', async () => {
  const [first, second] = await open()
  await signIn(first)
  await second.reload()
  await waitForTitle(second, 'Signed in as Ada')

  const took: string[] = []
  first.on('request', (request) => {
    if (request.url().endsWith('/write')) took.push(new URL(request.url()).port)
  })
  const panel = first.getByRole('region', { name: 'Sojourn', exact: true })
  await panel.getByRole('button').click()
  await panel.getByText(/request \d+ won/).waitFor()
  expect(await panel.locator('.outcome').allInnerTexts()).toEqual([
    'all 20 kept',
    'all 20 kept',
    'all 20 kept',
    expect.stringMatching(/^request \d+ won$/),
  ])
  for (const { port } of servers) expect(took.filter((each) => each === `${port}`)).toHaveLength(40)
  expect(await first.locator('#store').textContent()).toMatch(
    /^Sojourn keeps the sessions in Redis at 127\.0\.0\.1:\d+\. Its writes go through 2 processes\.$/,
  )
  await first.context().close()
})

test('a store that does not answer ends the start with one line and exit code 1', async () => {
  const SESSION_STORE = `redis://ada:secret@127.0.0.1:${await freePort()}`
  const env = { ...process.env, SESSION_STORE, DATA_DIR: folder, PORT: '0' }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@sojourn/source', 'server/main.ts'],
    { cwd: root, env, encoding: 'utf8' },
  )
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^SESSION_STORE: redis:\/\/127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED.*\n$/)
})
