import { join } from 'node:path'
import { type PrivateServer, type Recipe, type RunningServer, startOwnServer, startServer } from './start.ts'

/** A PostgreSQL that never waits for the disk. */
export function startPostgres(): Promise<RunningServer> {
  return startServer(recipe({ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }))
}

/** A PostgreSQL of one's own that keeps what it has acknowledged, however it ends. */
export function startDurablePostgres(): Promise<PrivateServer> {
  return startOwnServer(recipe({}))
}

function recipe(durability: Readonly<Record<string, string>>): Recipe {
  return {
    name: 'postgres',
    commands: ({ port, folder, program }) => {
      const data = join(folder, 'data')
      const settings = {
        listen_addresses: '127.0.0.1',
        port: `${port}`,
        unix_socket_directories: '',
        ...durability,
      }
      const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
      return [
        [
          program('initdb'),
          '-D',
          data,
          '-U',
          'sojourn',
          '-A',
          'trust',
          '-E',
          'UTF8',
          '--locale=C',
          '--no-sync',
        ],
        [program('postgres'), '-D', data, ...flags],
      ]
    },
    ready: 'database system is ready to accept connections',
    url: (port) => `postgres://sojourn@127.0.0.1:${port}/postgres`,
  }
}
