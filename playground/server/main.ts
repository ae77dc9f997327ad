import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createApp } from './app.ts'
import { listen } from './listen.ts'
import { type OpenStore, openStore } from './open-store.ts'
import { createPages } from './pages.ts'
import { keptSecret } from './secret.ts'
import { createAppSessions } from './sessions.ts'
import { readSettings } from './settings.ts'

const { PORT, DATA_DIR, SESSION_STORE, PEERS, SESSION_SECRET, IDLE_TIMEOUTS, WATCH } = readSettings(
  process.env,
)
mkdirSync(DATA_DIR, { recursive: true })

const secret = SESSION_SECRET ?? keptSecret(DATA_DIR)
const { store, name: storeName, isRemote, close } = await openOrExit()
if (isRemote && SESSION_SECRET === undefined) {
  console.error('SESSION_SECRET is not set: processes with another data folder cannot share the sessions.')
}
const sessions = createAppSessions({ secret, store, idleTimeout: Math.max(...IDLE_TIMEOUTS) })

const server = createServer()
// Of its own for each port: two processes over one data folder would write the same files.
const cacheDir = join(DATA_DIR, `vite-${PORT}`)
const pages = await createPages({ server, cacheDir, isWatching: WATCH })
server.on(
  'request',
  createApp({
    sessions,
    secret,
    idleTimeouts: IDLE_TIMEOUTS,
    revoke: (user) => store.deleteSubject?.(user),
    storeName,
    peers: PEERS,
    pages: pages.router,
  }),
)

const port = await listen(server, PORT)
console.log(`Sojourn playground: http://localhost:${port}/`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

async function stop(): Promise<void> {
  server.closeAllConnections()
  server.close()
  await pages.close()
  await close()
  process.exit(0)
}

/** Without a store nothing works: one line says why, and the process ends. */
async function openOrExit(): Promise<OpenStore> {
  try {
    return await openStore(SESSION_STORE, DATA_DIR)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}
