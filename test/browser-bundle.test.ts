import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))

const webApis = { crypto, TextEncoder, TextDecoder, URL, btoa, atob, setTimeout, clearTimeout, console }

/** One script for a browser, and the files it is made of. esbuild refuses what a browser has not, `node:` imports above all. */
async function bundle(code: string, conditions: string[] = []): Promise<{ code: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'bundle',
    conditions: ['@sojourn/source', ...conditions],
    logLevel: 'silent',
  })
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  return {
    code: outputFiles[0]?.text ?? '',
    inputs: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input),
  }
}

test('the engine runs on Web APIs alone', async () => {
  const { code, inputs } = await bundle(`
    import { createSessions } from '@sojourn/server'

    const sessions = createSessions({ secret: 'a secret of the tests, 32 bytes or more' })

    export async function visit(cookieHeader) {
      const context = sessions.context({ cookieHeader, path: '/', isSecure: false, raw: undefined })
      await context.load()
      const session = context.getSession()
      session.views = (session.views ?? 0) + 1
      const { setCookie } = await context.commit({ status: 200, cacheControl: undefined })
      return { views: session.views, setCookie }
    }
  `)
  // The classic zod brings 300 kB of its methods and of every language.
  expect(inputs.filter((input) => /zod\/v4\/(classic|locales)/.test(input))).toEqual([])
  const context = createContext({ ...webApis })
  const { visit } = runInContext(`${code}; bundle`, context)

  const first = await visit(undefined)
  expect(first).toMatchObject({ views: 1, setCookie: [expect.stringContaining('sid=')] })
  const [cookie] = first.setCookie[0].split(';')
  expect(await visit(cookie)).toMatchObject({ views: 2 })
})

test('a node: import would be refused', async () => {
  await expect(bundle("import 'node:crypto'")).rejects.toThrow('Could not resolve "node:crypto"')
})

test.each([
  ['@sojourn/client', '{ createSessionClient }'],
  ...['redirect', 'react', 'vue', 'svelte', 'solid', 'expiry-dialog', 'testing', 'contract'].map((door) => [
    `@sojourn/client/${door}`,
    '*',
  ]),
])('no page loads zod with %s', async (door, names) => {
  const { inputs } = await bundle(`export ${names} from '${door}'`)
  expect(inputs.filter((input) => input.startsWith('packages/'))).not.toEqual([])
  expect(inputs.filter((input) => /\bzod\b/.test(input))).toEqual([])
})

describe('what an error of the client says', () => {
  const messageOf = async (conditions: string[]): Promise<unknown> => {
    const { code } = await bundle(
      `import { SessionClientError } from '@sojourn/client'
      export const { message } = new SessionClientError('cookie-not-kept')`,
      conditions,
    )
    return runInContext(`${code}; bundle.message`, createContext({ ...webApis }))
  }

  test('is its code, in what users load', async () => {
    expect(await messageOf([])).toBe('Session cookie-not-kept')
    expect(await messageOf(['production'])).toBe('Session cookie-not-kept')
  })

  test('is its code and a hint, while the app is developed', async () => {
    expect(await messageOf(['development'])).toMatch(/^Session cookie-not-kept: .*check SameSite, Secure/)
  })
})
