import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free-port.ts'

/** A server process of the app, which may be killed and started again on its port. */
export interface AppProcess {
  readonly url: string
  kill(): Promise<void>
  start(): Promise<void>
}

const app = fileURLToPath(new URL('app.ts', import.meta.url))

/** Starts the app over the store of that URL. `wrapper`: a module whose default export changes the store. */
export async function startApp(storeUrl: string, wrapper: string | undefined): Promise<AppProcess> {
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const args = [
      '--conditions=@sojourn/source',
      '--disable-warning=ExperimentalWarning',
      app,
      storeUrl,
      String(port),
    ]
    const running = spawn(process.execPath, wrapper === undefined ? args : [...args, wrapper], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child = running
    await Promise.race([
      once(running.stdout, 'data'),
      once(running, 'exit').then(() => Promise.reject(new Error('a server process of the app ended'))),
    ])
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    start,
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
