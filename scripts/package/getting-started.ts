import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Snippet, snippetsOf } from '../../test/readme/snippets.ts'
import { freePort } from '../free-port.ts'
import { type Running, start } from '../start.ts'
import { visitOrders } from './orders.ts'
import { run } from './run.ts'
import type { Packed } from './stage.ts'

/** Where the page says that its two servers are. */
const told = { server: '3000', page: '5173' }

interface Place {
  readonly root: string
  readonly packages: readonly Packed[]
  readonly ports: { readonly server: number; readonly page: number }
}

/**
 * Does what `docs/guide/getting-started.md` says: its commands in their order, its files as they stand, and then what
 * somebody does with the app. Throws with what went wrong.
 */
export async function followGettingStarted(
  root: string,
  packages: readonly Packed[],
  target: string,
): Promise<void> {
  const page = readFileSync(join(root, 'docs/guide/getting-started.md'), 'utf8')
  const place = { root, packages, ports: { server: await freePort(), page: await freePort() } }
  const running: Running[] = []
  let folder = join(target, 'getting-started')
  mkdirSync(folder)
  try {
    for (const snippet of snippetsOf(page)) {
      const file = snippet.marks.find((mark) => mark.includes('.'))
      if (file !== undefined) {
        write(join(folder, file), snippet.code.replaceAll(told.server, String(place.ports.server)))
        continue
      }
      for (const line of commandsOf(snippet)) {
        const [command = '', ...args] = asHere(line, place)
        if (command === 'cd') folder = join(folder, ...args)
        else if (snippet.marks.includes('background')) running.push(start(command, args, folder))
        else await run(command, args, folder)
      }
    }
    for (const [name, port] of Object.entries(place.ports)) {
      const url = `http://localhost:${port}`
      const visited = untilServed(url).then(() => visitOrders(url))
      await Promise.race([visited, ...running.map(({ failed }) => failed)])
      console.log(`ok   the app of docs/guide/getting-started.md, in Chromium (${name})`)
    }
  } finally {
    for (const each of running) each.stop()
  }
}

/** Resolves when the server takes requests. A server that ends is noticed elsewhere. */
async function untilServed(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isServed = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isServed) return
    await setTimeout(100)
  }
  throw new Error(`Nobody listens at ${url}.`)
}

function commandsOf({ language, code }: Snippet): string[] {
  return language === 'sh' ? code.split('\n').filter((line) => line !== '') : []
}

/** A command of the page, with what has to be different: nothing of ours is in a registry yet, and ports may be taken. */
function asHere(line: string, { root, packages, ports }: Place): string[] {
  const tarballs = new Map(packages.map(({ name, tarball }) => [name, tarball]))
  const words = line.split(' ').map((word) => tarballs.get(word) ?? word)
  // What `npm create` does, in the version that this repository has.
  if (line.startsWith('npm create vite@latest ')) {
    const args = words.slice(3).filter((word) => word !== '--')
    return [process.execPath, join(root, 'node_modules/create-vite/index.js'), ...args]
  }
  if (line.startsWith('npm install ')) return [...words, '--loglevel=error', '--prefer-offline']
  if (line === 'npm run dev') return [...words, '--', '--port', String(ports.page), '--strictPort']
  return words
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
