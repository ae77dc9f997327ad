import { type RunningServer, startServer } from './start.ts'

export function startMemcached(): Promise<RunningServer> {
  return startServer({
    name: 'memcached',
    // Twice verbose: otherwise it does not say when it listens.
    commands: ({ port, program }) => [
      [program('memcached'), '-l', '127.0.0.1', '-p', `${port}`, '-U', '0', '-vv'],
    ],
    ready: 'server listening',
    url: (port) => `memcached://127.0.0.1:${port}`,
  })
}
