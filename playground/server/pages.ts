import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import { createServer, defaultClientConditions, type ViteDevServer } from 'vite'
import { guide } from './guide.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

/** Which file each address shows. */
const files = new Map([
  ['/', 'index.html'],
  ['/lab/start', 'lab.html'],
  ['/lab/private', 'lab.html'],
  ['/lab/landing', 'lab.html'],
  ['/private', 'private.html'],
  ['/private/elsewhere', 'private.html'],
])

/** The socket that tells of edits would keep a page out of the back/forward cache, which this one is about. */
const withoutSocket = new Set(['private.html'])

export interface PagesOptions {
  /** Carries the socket that tells open pages of edits. */
  readonly server: Server
  readonly cacheDir: string
  readonly isWatching: boolean
}

export interface Pages {
  readonly router: Router
  close(): Promise<void>
}

/** The guide, and the pages with their modules, compiled by Vite as they are asked for. */
export async function createPages({ server, cacheDir, isWatching }: PagesOptions): Promise<Pages> {
  const vite = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    cacheDir,
    logLevel: 'warn',
    // The packages come from their source: nothing has to be built before `npm start`.
    resolve: { conditions: ['@sojourn/source', ...defaultClientConditions] },
    optimizeDeps: { entries: [...new Set(files.values())] },
    server: {
      middlewareMode: { server },
      ws: { server },
      watch: isWatching ? { ignored: ['**/data/**'] } : null,
    },
  })

  const router = Router()
  router.use(guide())
  router.use(vite.middlewares)
  for (const [path, file] of files) {
    router.get(path, async (_req, res) => {
      res.type('html').send(await htmlOf(vite, path, file))
    })
  }
  return { router, close: () => vite.close() }
}

async function htmlOf(vite: ViteDevServer, path: string, file: string): Promise<string> {
  const html = await readFile(join(root, file), 'utf8')
  return withoutSocket.has(file) ? html : vite.transformIndexHtml(path, html)
}
