import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Started, startProxy, startServer, startVite } from './hosting/start.ts'
import { launch, visit } from './hosting/visit.ts'
import { snippetsOf } from './readme/snippets.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const snippets = snippetsOf(readFileSync(new URL('../docs/guide/hosting.md', import.meta.url), 'utf8'))

/** The snippet of a file name, or the one of nginx that begins so. */
function snippet(start: string): string {
  const found = snippets.find(({ marks, code }) => marks.includes(start) || code.startsWith(start))
  if (found === undefined) throw new Error(`The guide has no ${start}.`)
  return found.code
}

const site = snippet('server {')
const plainSite = site.replace('443 ssl', '80').replaceAll(/^ *ssl_.*\n/gm, '')
const belowPath = `server {\n  listen 80;\n${snippet('location /shop/')}\n}`

const works = { signIn: 'active', touch: 'active', end: 'none' }
const isRefused = { signIn: 'active', touch: 'refused', end: 'refused' }

let browser: Browser
const started: Started[] = []
beforeAll(async () => {
  browser = await launch()
})
afterEach(async () => {
  for (const each of started.splice(0).reverse()) await each.stop()
})
afterAll(() => browser.close())

/** What a visit comes to at that origin, where a proxy stands before a server. */
async function visitBehind(
  startFront: (server: number) => Promise<Started>,
  code: string,
  originAt: (port: number) => string,
  base?: string,
) {
  const server = await startServer(code)
  started.push(server)
  const front = await startFront(server.port)
  started.push(front)
  const origin = originAt(front.port)
  return { ...(await visit(browser, origin, base)), origin, server }
}

const server = snippet('server.ts')
const untrusting = server.replace(/^app\.set\('trust proxy'.*\n/m, '')

describe("behind Vite's dev server", () => {
  const short = snippet('short.vite.config.ts')
  const long = snippet('vite.config.ts')

  test.each(['localhost', 'app.localhost'])('the short form is enough on %s', async (name) => {
    const came = await visitBehind(
      (port) => startVite(short, port),
      server,
      (port) => `http://${name}:${port}`,
    )
    expect(came).toMatchObject({ ...works, cookie: { name: 'sid', secure: false } })
    expect(came.server.said()).toBe('')
  })

  test('by another name over http the short form is refused, and the server names what to change', async () => {
    const shortByName = short.replace('server: {', "server: { host: true, allowedHosts: ['laptop.example'],")
    const came = await visitBehind(
      (port) => startVite(shortByName, port),
      server,
      (port) => `http://laptop.example:${port}`,
    )
    expect(came).toMatchObject(isRefused)
    await vi.waitFor(() => expect(came.server.said()).toContain('SOJOURN_ORIGIN_REFUSED'))
    expect(came.server.said()).toContain(came.origin)
    expect(came.server.said()).toContain('changeOrigin: false')
  })

  test.each(['laptop.example', '127.0.0.1'])('the long form is enough on %s', async (name) => {
    const came = await visitBehind(
      (port) => startVite(long, port),
      server,
      (port) => `http://${name}:${port}`,
    )
    expect(came).toMatchObject(works)
    expect(came.server.said()).toBe('')
  })
})

describe('behind nginx', () => {
  const secure = (port: number) => `https://app.example.com:${port}`
  const plain = (port: number) => `http://app.example.com:${port}`

  test('that ends the encryption, the cookie is as safe as on https', async () => {
    const came = await visitBehind((port) => startProxy(site, port), server, secure)
    expect(came).toMatchObject({ ...works, cookie: { name: '__Host-sid', secure: true } })
    expect(came.server.said()).toBe('')
  })

  test('without trust it is not, and the server warns of that', async () => {
    const came = await visitBehind((port) => startProxy(site, port), untrusting, secure)
    expect(came).toMatchObject({ ...works, cookie: { name: 'sid', secure: false } })
    await vi.waitFor(() => expect(came.server.said()).toContain('SOJOURN_UNTRUSTED_PROXY'))
  })

  test('the option `proxy` is trust, too', async () => {
    const withOption = untrusting.replace('createSessions({', 'createSessions({ proxy: true,')
    const came = await visitBehind((port) => startProxy(site, port), withOption, secure)
    expect(came).toMatchObject({ ...works, cookie: { name: '__Host-sid', secure: true } })
  })

  test('on http the name and port that it passes on are enough', async () => {
    const came = await visitBehind((port) => startProxy(plainSite, port), server, plain)
    expect(came).toMatchObject({ ...works, cookie: { name: 'sid', secure: false } })
  })

  test.each([
    { name: 'no Host', change: (text: string) => text.replace(/^ *proxy_set_header Host .*\n/m, '') },
    { name: '$host, which has no port', change: (text: string) => text.replace('$http_host', '$host') },
  ])('on http with $name what comes after the sign-in is refused', async ({ change }) => {
    const came = await visitBehind((port) => startProxy(change(plainSite), port), server, plain)
    expect(came).toMatchObject(isRefused)
  })

  test('below a path, the cookie is for that alone', async () => {
    const came = await visitBehind((port) => startProxy(belowPath, port), snippet('shop.ts'), plain, '/shop')
    expect(came).toMatchObject({ ...works, cookie: { name: 'sid', path: '/shop' } })
  })

  test('that takes the path away, the cookie is for the whole site', async () => {
    const stripping = belowPath.replace('3000;', '3000/;')
    const came = await visitBehind((port) => startProxy(stripping, port), server, plain, '/shop')
    expect(came).toMatchObject({ ...works, cookie: { name: 'sid', path: '/' } })
  })
})
