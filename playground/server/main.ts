import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import { createApp } from './app.ts'
import { listen } from './listen.ts'
import { createPages } from './pages.ts'
import { keptSecret } from './secret.ts'
import { createAppSessions } from './sessions.ts'
import { readSettings } from './settings.ts'

const { PORT, DATA_DIR, SESSION_SECRET, IDLE_TIMEOUTS, WATCH } = readSettings(process.env)
mkdirSync(DATA_DIR, { recursive: true })

const secret = SESSION_SECRET ?? keptSecret(DATA_DIR)
const store = sqliteStore(join(DATA_DIR, 'sessions.db'))
const sessions = createAppSessions({ secret, store, idleTimeout: Math.max(...IDLE_TIMEOUTS) })

const server = createServer()
const pages = await createPages({ server, cacheDir: join(DATA_DIR, 'vite'), isWatching: WATCH })
const revoke = (user: string): unknown => store.deleteSubject(user)
server.on(
  'request',
  createApp({ sessions, secret, idleTimeouts: IDLE_TIMEOUTS, revoke, pages: pages.router }),
)

const port = await listen(server, PORT)
console.log(`Sojourn playground: http://localhost:${port}/`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

async function stop(): Promise<void> {
  server.closeAllConnections()
  server.close()
  await pages.close()
  await store.close?.()
  process.exit(0)
}
