import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { typeErrorsOf } from './readme/check-modules.ts'
import { run } from './readme/run-module.ts'
import { modulesOf, npmCommandsOf } from './readme/snippets.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const pages = globSync('{README.md,CONTRIBUTING.md,docs/**/*.md,packages/*/README.md}', { cwd: root }).sort()
/** How pages that leave the repository, in a package, link into it. */
const published = 'https://github.com/sojourn-js/sojourn/blob/main/'
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

describe.each(pages)('%s', (page) => {
  const text = readFileSync(`${root}${page}`, 'utf8')
  const modules = modulesOf(text)

  test('its snippets have no type error', { timeout: 60_000 }, () => {
    expect(typeErrorsOf(modules)).toEqual([])
  })

  test('its commands exist', () => {
    expect(npmCommandsOf(text).filter(([command, argument]) => !isKnown(command, argument))).toEqual([])
  })

  test.each(modules.filter(({ isRun }) => isRun))('$fileName runs', { timeout: 30_000 }, async (module) => {
    expect(await run(module, modules)).toMatchObject({ exitCode: 0 })
  })

  test('its links into the repository lead somewhere', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)|^\[[^\]]+\]: ([^#\s]+)/gm)]
      .map(([, inline = '', reference = inline]) => reference.replace(published, root))
      .filter((link) => !/^(https?|mailto):/.test(link))
    expect(links.filter((path) => !existsSync(new URL(path, `file://${root}${page}`)))).toEqual([])
  })
})

function isKnown(command: string, argument: string | undefined): boolean {
  if (command === 'install' || command === 'i' || command === 'ci') return true
  return String(command === 'run' ? argument : command) in scripts
}

describe('the checks themselves', () => {
  const page = [
    '# A page',
    '```ts server.ts',
    "import { createServer } from 'node:http'",
    'export const port: number = 3000',
    '```',
    '```ts continued run',
    'createServer((_, response) => response.end("hello")).listen(port)',
    '```',
    '```ts',
    "import { port } from './server.ts'",
    'const name: string = port',
    '```',
    '```sh',
    'npm run nonsense # a comment',
    '```',
  ].join('\n')

  test('name the line of the page that is wrong', { timeout: 60_000 }, () => {
    expect(typeErrorsOf(modulesOf(page))).toEqual([
      "line 11: Type 'number' is not assignable to type 'string'.",
    ])
  })

  test('look at JSX, and at the scripts of components', { timeout: 60_000 }, () => {
    const components = [
      '```tsx',
      'export const Greeting = (): string => <p>Hello</p>',
      '```',
      '```vue',
      '<script setup lang="ts">',
      'const name: string = 3',
      '</script>',
      '<template>{{ name }}</template>',
      '```',
    ].join('\n')
    expect(typeErrorsOf(modulesOf(components))).toEqual([
      "line 2: Type 'Element' is not assignable to type 'string'.",
      "line 6: Type 'number' is not assignable to type 'string'.",
    ])
  })

  test('give a server one request and end', { timeout: 30_000 }, async () => {
    const modules = modulesOf(page)
    const [, server] = modules
    if (server === undefined) throw new Error('The page has a server.')
    expect(await run(server, modules)).toEqual({ exitCode: 0, output: '' })
    const broken = { ...server, code: 'throw new Error("broken")' }
    expect(await run(broken, [])).toMatchObject({ exitCode: 1, output: expect.stringContaining('broken') })
  })

  test('find commands that are no scripts', () => {
    expect(npmCommandsOf(page)).toEqual([['run', 'nonsense']])
    expect(isKnown('run', 'nonsense')).toBe(false)
    expect(isKnown('test', undefined)).toBe(true)
  })
})
