// One server process of the app under fire. Its arguments: the URL of the store and the port.
import { createServer } from 'node:http'
import { createSessions } from '@sojourn/server'
import { loadSession, session } from '@sojourn/server/express'
import { openStore } from './open-store.ts'
import { secret, storeTimeout } from './settings.ts'

const [url = '', port = '0', wrapper] = process.argv.slice(2)
const store = await openStore(url)
const sessions = createSessions({
  secret,
  store: wrapper === undefined ? store : (await import(wrapper)).default(store),
  storeTimeout,
  // Every request is activity, so that touches meet writes.
  touchAfter: 1,
  subject: (data: { user?: unknown }) => (typeof data.user === 'string' ? data.user : null),
})
// What fails is told to the client, and counted there.
const middleware = session(sessions, { onCommitError: () => {} })

function increment(data: Record<string, unknown>): void {
  data.count = Number(data.count ?? 0) + 1
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://app')
  const key = searchParams.get('key') ?? ''
  const fail = (error: unknown): void => {
    if (response.headersSent) return void response.destroy()
    const isOurs = error instanceof Error && 'code' in error && 'status' in error
    response.statusCode = isOurs ? Number(error.status) : 500
    response.end(isOurs ? String(error.code) : String(error))
  }
  const handle = async (): Promise<void> => {
    const data = await loadSession(request)
    if (pathname === '/sign-in') data.user = key
    else if (pathname === '/write') data[`key ${key}`] = true
    else if (pathname === '/count') await data.update(increment)
    else if (pathname === '/sign-out') await data.destroy()
    response.setHeader('Content-Type', 'application/json')
    response.end(pathname === '/read' ? JSON.stringify(data) : '')
  }
  middleware(request, response, (error) => (error ? fail(error) : void handle().catch(fail)))
})
server.listen(Number(port), '127.0.0.1', () => console.log('ready'))
