import { join } from 'node:path'
import { type PrivateServer, type Recipe, type RunningServer, startOwnServer, startServer } from './start.ts'

/** A MariaDB that never waits for the disk. */
export function startMariadb(): Promise<RunningServer> {
  // What a release does not know, it passes over.
  return startServer(
    recipe([
      '--innodb-flush-log-at-trx-commit=0',
      '--loose-debug-no-sync',
      '--loose-innodb-flush-method=nosync',
    ]),
  )
}

/** A MariaDB of one's own that keeps what it has acknowledged, however it ends. */
export function startDurableMariadb(): Promise<PrivateServer> {
  return startOwnServer(recipe(['--innodb-flush-log-at-trx-commit=1']))
}

function recipe(durability: readonly string[]): Recipe {
  return {
    name: 'mariadb',
    commands: ({ port, folder, program }) => {
      const data = join(folder, 'data')
      return [
        [
          program('mariadb-install-db'),
          '--no-defaults',
          `--datadir=${data}`,
          '--auth-root-authentication-method=normal',
          '--skip-test-db',
        ],
        // A database is a folder.
        ['mkdir', join(data, 'sojourn')],
        [
          program('mariadbd'),
          '--no-defaults',
          `--datadir=${data}`,
          // Two servers that share one delete each other's files.
          `--tmpdir=${folder}`,
          '--bind-address=127.0.0.1',
          `--port=${port}`,
          `--socket=${join(folder, 'socket')}`,
          `--pid-file=${join(folder, 'pid')}`,
          ...durability,
        ],
      ]
    },
    ready: 'ready for connections',
    url: (port) => `mysql://root@127.0.0.1:${port}/sojourn`,
  }
}
