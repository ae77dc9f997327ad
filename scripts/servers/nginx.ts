import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningServer, startServer } from './start.ts'

/** An nginx that listens where `site` says, with what else it says, in nginx's language. It may name files of `folder`. */
export function startNginx(
  site: (place: { port: number; folder: string }) => string,
): Promise<RunningServer> {
  return startServer({
    name: 'nginx',
    commands: ({ port, folder, program }) => {
      writeFileSync(join(folder, 'nginx.conf'), around(site({ port, folder })))
      return [[program('nginx'), '-p', folder, '-c', 'nginx.conf', '-e', 'stderr']]
    },
    ready: 'start worker process \\d',
    url: (port) => `http://127.0.0.1:${port}`,
  })
}

/** What nginx wants beside a site: it stays in the foreground and writes below its folder alone. */
function around(site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${name};`,
  )
  return `daemon off;
pid nginx.pid;
error_log stderr notice;
worker_processes 1;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
${site}
}
`
}
