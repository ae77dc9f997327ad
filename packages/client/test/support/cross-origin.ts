import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CookieOptions, createSessions, memoryStore } from '@sojourn/server'
import { session, sessionEndpoints } from '@sojourn/server/express'
import express from 'express'
import { type BrowserContext, chromium } from 'playwright'
import { chromiumFlags, chromiumPath } from '../../../../scripts/chromium.js'
import { aroundStore } from '../../../server/src/testing/around-store.ts'
import { bundle } from './bundle.ts'
import type { Certificate } from './certificate.ts'

export interface RunningServer {
  readonly port: number
  close(): Promise<void>
}

export async function serve(listener: RequestListener, certificate: Certificate): Promise<RunningServer> {
  const server = createServer({ ...certificate }, listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** An empty page that has `@sojourn/client` as `sojourn`. */
export async function clientPage(): Promise<RequestListener> {
  const script = await bundle('src/index.ts', 'sojourn')
  return ({ url }, response) => {
    const isScript = url === '/client.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><script src="/client.js"></script>')
  }
}

export type ApiCookie = Pick<CookieOptions, 'partitioned' | 'sameSite' | 'secure'>

/** An API with sessions, as an app has it on an origin of its own. */
export interface Api {
  readonly listener: RequestListener
  /** Whether the option `allowedOrigins` names the page. */
  allowsPage: boolean
  /** Whether the store fails. */
  isBroken: boolean
}

/** Pages of `origin` may call it. Both kinds of sessions, with and without `allowedOrigins`, are of one store. */
export function createApi(origin: string, cookie: ApiCookie): Api {
  const store = aroundStore(memoryStore(), (_method, _args, call) => {
    if (api.isBroken) throw new Error('The store is down.')
    return call()
  })
  const options = {
    secret: 'a secret for tests, long enough to sign with',
    store,
    cookie,
    announce: true,
    expose: ({ name }: { name?: unknown }) => ({ name: String(name) }),
  }
  const open = createSessions({ ...options, allowedOrigins: [origin] })
  const closed = createSessions(options)
  const endpoints = sessionEndpoints(open, { onError: () => {} })
  const closedEndpoints = sessionEndpoints(closed)
  const app = express()
  app.use('/session', (request, response, next) =>
    (api.allowsPage ? endpoints : closedEndpoints)(request, response, next),
  )
  // What the app itself has to say about its own routes.
  app.use((_, response, next) => {
    response.setHeader('Access-Control-Allow-Origin', origin)
    response.setHeader('Access-Control-Allow-Credentials', 'true')
    response.setHeader('Access-Control-Expose-Headers', 'Sojourn-Session')
    next()
  })
  app.use(session(open))
  app.post('/sign-in', async (request, response) => {
    await request.session.regenerate()
    request.session.name = 'Ada'
    response.end()
  })
  const api: Api = { listener: app, allowsPage: true, isBroken: false }
  return api
}

export type ThirdPartyCookies = 'kept' | 'dropped'

export interface RunningBrowser {
  readonly context: BrowserContext
  close(): Promise<void>
}

/** A browser with a profile of its own that keeps third-party cookies, or drops those that are not partitioned. */
export async function launchWith(thirdPartyCookies: ThirdPartyCookies): Promise<RunningBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'sojourn-profile-'))
  mkdirSync(join(profile, 'Default'))
  // Chromium's CookieControlsMode: 0 is off, 1 blocks third parties. Its default is not the same everywhere.
  const preferences = { profile: { cookie_controls_mode: thirdPartyCookies === 'kept' ? 0 : 1 } }
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: [...chromiumFlags, '--host-resolver-rules=MAP * 127.0.0.1'],
    ignoreHTTPSErrors: true,
  })
  return {
    context,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
