import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Tasks } from './app-process.ts'
import { type PeerName, peers, type Server } from './peers.ts'

const file = fileURLToPath(new URL('./app-process.ts', import.meta.url))

/** An app in a process of its own. */
export interface AppProcess {
  readonly port: number
  do<Task extends keyof Tasks>(task: Task, asked: Tasks[Task]['asked']): Promise<Tasks[Task]['answer']>
  stop(): Promise<void>
}

/** Addresses of the servers, and of the file. */
export type Urls = Readonly<Record<Exclude<Server, 'none' | 'cookie'>, string>>

export async function startApp(peer: PeerName, urls: Urls): Promise<AppProcess> {
  const { server } = peers[peer]
  const url = server === 'none' || server === 'cookie' ? '' : urls[server]
  const child = fork(file, [peer, url], { env: { ...process.env, NODE_ENV: 'production' } })
  const port = Number(await answerOf(child))
  return {
    port,
    async do(task, asked) {
      child.send({ task, asked })
      return (await answerOf(child)) as never
    },
    async stop() {
      const exit = once(child, 'exit')
      if (child.connected) child.disconnect()
      await exit
    },
  }
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`An app ended with ${code}.`))
    child.once('exit', onExit)
    child.once('message', (answer) => {
      child.off('exit', onExit)
      resolve(answer)
    })
  })
}
