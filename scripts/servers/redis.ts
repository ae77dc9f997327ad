import { type RunningServer, startServer } from './start.ts'

/** A Redis that keeps nothing on disk. */
export function startRedis(): Promise<RunningServer> {
  return startServer({
    name: 'redis',
    commands: ({ port, folder, program }) => [
      [
        program('redis-server'),
        '--bind',
        '127.0.0.1',
        '--port',
        `${port}`,
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'no',
      ],
    ],
    ready: 'ready to accept connections',
    url: (port) => `redis://127.0.0.1:${port}`,
  })
}
