import { join } from 'node:path'
import { type RunningServer, startServer } from './start.ts'

/** A MariaDB that never waits for the disk. */
export function startMariadb(): Promise<RunningServer> {
  return startServer({
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
          '--bind-address=127.0.0.1',
          `--port=${port}`,
          `--socket=${join(folder, 'socket')}`,
          `--pid-file=${join(folder, 'pid')}`,
          '--innodb-flush-log-at-trx-commit=0',
          // What a release does not know, it passes over.
          '--loose-debug-no-sync',
          '--loose-innodb-flush-method=nosync',
        ],
      ]
    },
    ready: 'ready for connections',
    url: (port) => `mysql://root@127.0.0.1:${port}/sojourn`,
  })
}
