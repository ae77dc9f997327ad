import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../', import.meta.url))
const { name, exports, peerDependencies } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'))
const doors = Object.keys(exports)
  .filter((key) => !key.endsWith('.json'))
  .map((key) => name + key.slice(1))

/** Imports doors in a Node.js of its own, in which a look at any of `globals` throws; resolves with what they leave behind. */
async function open(paths: readonly string[], globals: readonly string[]): Promise<string[]> {
  const code = `
    // What others look at is theirs to answer for.
    for (const peer of ${JSON.stringify([...Object.keys(peerDependencies), 'ky', 'zod/mini'])}) await import(peer)
    for (const name of ${JSON.stringify(globals)})
      Object.defineProperty(globalThis, name, { get() { throw new Error('touched ' + name) }, configurable: true })
    const before = Object.getOwnPropertyNames(globalThis)
    for (const path of ${JSON.stringify(paths)}) await import(path)
    const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))
    console.log(JSON.stringify(left))
  `
  const args = ['--conditions=@sojourn/source', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  return JSON.parse(stdout)
}

const browser = [
  'window',
  'self',
  'document',
  'location',
  'history',
  'navigation',
  'navigator',
  'localStorage',
  'sessionStorage',
  'BroadcastChannel',
  'HTMLElement',
  'customElements',
]

test('importing a door in Node.js looks at nothing of a browser, and leaves nothing', async () => {
  expect(doors).toContain('@sojourn/client/react')
  // But for the registries of zod's.
  expect((await open(doors, browser)).filter((name) => !name.startsWith('__zod'))).toEqual([])
})

test('a door that looked, or left something, would be found out', async () => {
  await expect(open(['data:text/javascript,typeof document'], browser)).rejects.toThrow('touched document')
  expect(await open(['data:text/javascript,globalThis.left = 1'], browser)).toEqual(['left'])
})
