import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../', import.meta.url))
/** The line that `npm start` prints. */
const announcement = /^Sojourn playground: (http:\/\/localhost:(\d+)\/)$/

export interface ServerOptions {
  readonly dataDir: string
  /** 0: any free one. */
  readonly port?: number
  /** In milliseconds; the playground's own by default. */
  readonly idleTimeouts?: readonly number[]
  /** Variables beside these. */
  readonly env?: Readonly<Record<string, string>>
}

/** The playground's real server, as `npm start` runs it. */
export interface Server {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

export async function startServer({ dataDir, port = 0, idleTimeouts, env }: ServerOptions): Promise<Server> {
  const child = spawn(process.execPath, ['--conditions=@sojourn/source', 'server/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      WATCH: 'false',
      ...env,
      ...(idleTimeouts && { IDLE_TIMEOUTS: idleTimeouts.join(',') }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [, url, boundPort] = await announced(child)
  return {
    url: String(url),
    port: Number(boundPort),
    async stop() {
      const exit = once(child, 'exit')
      child.kill()
      await exit
    },
  }
}

async function announced(child: ChildProcess): Promise<RegExpMatchArray> {
  if (child.stdout === null) throw new Error('The server has no output to read.')
  for await (const line of createInterface(child.stdout)) {
    const match = line.match(announcement)
    if (match) return match
  }
  throw new Error('The playground ended before it said where it listens.')
}
