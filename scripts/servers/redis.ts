import { type PrivateServer, type Recipe, type RunningServer, startOwnServer, startServer } from './start.ts'

/** A Redis that keeps nothing on disk. */
export function startRedis(): Promise<RunningServer> {
  return startServer(recipe(['--save', '', '--appendonly', 'no']))
}

/** A Redis of one's own, with what else `redis-server` is to be told: `['--maxmemory', '4mb']`. */
export function startOwnRedis(args: readonly string[] = []): Promise<PrivateServer> {
  return startOwnServer(recipe(['--save', '', ...syncAtOnce, ...args]))
}

/** A Redis that writes every command to disk before it answers: it loses nothing when it is killed. */
export function startDurableRedis(): Promise<PrivateServer> {
  return startOwnRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
}

/** A replica need not wait for others that might come. */
export const syncAtOnce: readonly string[] = ['--repl-diskless-sync-delay', '0']

function recipe(args: readonly string[]): Recipe {
  return {
    name: 'redis',
    commands: ({ port, folder, program }) => [
      [program('redis-server'), '--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, ...args],
    ],
    ready: 'ready to accept connections',
    url: (port) => `redis://127.0.0.1:${port}`,
  }
}
