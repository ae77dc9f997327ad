import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free-port.ts'
import type { Plan } from './keeper.ts'
import { findProgram, howToGet, isAvailable, servers } from './programs.js'

/** A server that tests may write to, below a prefix or in tables of their own. */
export interface RunningServer {
  readonly url: string
  /** What can be done to it, if it was started for this. */
  readonly control?: ServerControl
  /** Ends it, if it was started for this. */
  stop(): Promise<void>
}

/** What may happen to a server. */
export interface ServerControl {
  /** Ends it at once, as `kill -9` does. Its data stay as they are. */
  kill(): Promise<void>
  /** Starts it again, on its port and over its data. */
  start(): Promise<void>
  /** Stops it from running, with all connections open. */
  freeze(): Promise<void>
  wake(): Promise<void>
}

/** A server that was started for this. */
export type PrivateServer = RunningServer & { readonly control: ServerControl }

/** How to run one of the servers. */
export interface Recipe {
  readonly name: keyof typeof servers
  /** What to run, one after the other; the last is the server. `program` answers a program's path. */
  readonly commands: (place: {
    port: number
    folder: string
    program: (name: string) => string
  }) => Plan['commands']
  /** A pattern of what it says when it takes connections, upper or lower case. */
  readonly ready: string
  readonly url: (port: number) => string
}

const keeper = fileURLToPath(new URL('keeper.ts', import.meta.url))

/**
 * Starts a private server on a free port of the loopback interface, its data in a temporary folder; where the variable of
 * `servers` names one, that one is used instead. Rejects with what to install where there is none, or with what the
 * server said.
 */
export async function startServer(recipe: Recipe): Promise<RunningServer> {
  const { variable } = servers[recipe.name]
  const url = variable && process.env[variable]
  return url ? { url, stop: async () => {} } : startOwnServer(recipe)
}

/** The same, whatever the variable says: for what is done to no server of somebody else's. */
export async function startOwnServer(recipe: Recipe): Promise<PrivateServer> {
  if (!isAvailable(recipe.name)) throw new Error(howToGet(recipe.name))
  // Somebody else may take the port before the server does.
  return startPrivate(recipe).catch(() => startPrivate(recipe))
}

async function startPrivate(recipe: Recipe): Promise<PrivateServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), `sojourn-${recipe.name}-`))
  const user = unprivilegedUser()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const commands = recipe.commands({ port, folder, program: pathOf })
  const kept = await keep({ folder, commands, ready: recipe.ready, user })
  return { url: recipe.url(port), ...kept }
}

/** Runs the plan until `stop` is called or this process ends. Resolves when the server is ready. */
function keep(plan: Plan): Promise<Pick<PrivateServer, 'stop' | 'control'>> {
  const child = spawn(process.execPath, [keeper, JSON.stringify(plan)], { stdio: 'pipe' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface(child.stdout)
  const stop = (): Promise<void> => {
    child.stdin.end()
    return ended
  }
  const tell = async (word: string): Promise<void> => {
    const answered = once(lines, 'line')
    child.stdin.write(`${word}\n`)
    await Promise.race([answered, ended.then(() => Promise.reject(new Error(`the server ended (${word})`)))])
  }
  const control = {
    kill: () => tell('kill'),
    start: () => tell('start'),
    freeze: () => tell('freeze'),
    wake: () => tell('wake'),
  }
  return new Promise((resolve, reject) => {
    let said = ''
    lines.once('line', () => resolve({ stop, control }))
    child.stderr.on('data', (text: Buffer) => {
      said += text
    })
    child.once('error', reject)
    child.once('close', () => reject(new Error(`the server ended before it was ready:\n${said}`)))
  })
}

function pathOf(program: string): string {
  const path = findProgram(program)
  if (path === undefined) throw new Error(`${program} was not found`)
  return path
}

/** PostgreSQL, MariaDB and memcached refuse to run as root. */
function unprivilegedUser(): Plan['user'] {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout),
  )
  if (!uid || !gid)
    throw new Error('the servers do not run as root, and there is no user "nobody" to run them as')
  return { uid, gid }
}
