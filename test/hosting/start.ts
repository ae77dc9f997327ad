import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { selfSigned } from '../../packages/client/test/support/certificate.ts'
import { freePort } from '../../scripts/free-port.ts'
import { startNginx } from '../../scripts/servers/nginx.ts'
import { start } from '../../scripts/start.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Something that runs until it is stopped. */
export interface Started {
  readonly port: number
  /** What it has said so far. */
  said(): string
  stop(): Promise<void>
}

/** A folder of somebody's app, in which our packages are found. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-hosting-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return folder
}

/** Runs a server of the guide, on another port than the one it says. Resolves when it takes requests. */
export async function startServer(code: string): Promise<Started> {
  const folder = newFolder()
  const port = await freePort()
  writeFileSync(join(folder, 'server.ts'), code.replace('3000', String(port)))
  const server = start(process.execPath, ['--conditions=@sojourn/source', 'server.ts'], folder)
  await Promise.race([server.failed, isServing(port)])
  return {
    port,
    said: server.said,
    async stop() {
      server.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Resolves when whatever listens there answers anything. */
async function isServing(port: number): Promise<void> {
  const answers = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}`).then(
      () => true,
      () => false,
    )
  while (!(await answers())) await setTimeout(50)
}

/** Vite's dev server, by a `vite.config.ts` of the guide, before the server on that port. */
export async function startVite(config: string, server: number): Promise<Started> {
  const folder = newFolder()
  const configFile = join(folder, 'vite.config.ts')
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>An app</title>')
  writeFileSync(configFile, config.replaceAll('3000', String(server)))
  const port = await freePort()
  const vite = await createServer({
    root: folder,
    configFile,
    configLoader: 'native',
    cacheDir: join(folder, 'cache'),
    server: { port, strictPort: true },
    logLevel: 'silent',
  })
  await vite.listen()
  return {
    port,
    said: () => '',
    async stop() {
      await vite.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** nginx with a `server` of the guide, before the server on that port; on a port and with a certificate of its own. */
export async function startProxy(config: string, server: number): Promise<Started> {
  const { url, stop } = await startNginx(({ port, folder }) => {
    const { cert, key } = selfSigned(['app.example.com'])
    writeFileSync(join(folder, 'site.pem'), cert)
    writeFileSync(join(folder, 'site.key'), key)
    return config
      .replace(/listen (443|80)/, `listen 127.0.0.1:${port}`)
      .replace(/\/etc\/ssl\/\S+\.(pem|key)/g, `${folder}/site.$1`)
      .replaceAll('3000', String(server))
  })
  return { port: Number(new URL(url).port), said: () => '', stop }
}
