import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { BrowserContext } from 'playwright'

/** What a server sends of an app: its scripts by their paths, and the page for every other path below `/app`. */
export interface App {
  readonly scripts: ReadonlyMap<string, string>
  readonly page: string
}

/** The pages of a context: the app's, and what `document` answers for a path that is none of the app's. */
export async function serveApp(
  context: BrowserContext,
  app: App,
  document: (path: string) => string | undefined = () => undefined,
): Promise<void> {
  await context.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url())
    const script = app.scripts.get(pathname)
    if (script !== undefined) return route.fulfill({ contentType: 'text/javascript', body: script })
    return route.fulfill({ contentType: 'text/html', body: document(pathname) ?? app.page })
  })
}

/** An app of one script that lies here. */
export async function bundleApp(entry: string): Promise<App> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: 'esm',
    conditions: ['@sojourn/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  })
  return {
    scripts: new Map([['/app/main.js', outputFiles.map(({ text }) => text).join('')]]),
    page: '<!doctype html><body></body><script type="module" src="/app/main.js"></script>',
  }
}

/** The app in `sveltekit`, built by SvelteKit itself, which writes beside its sources: in a folder of its own. */
export async function buildSvelteKit(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-sveltekit-'))
  try {
    await cp(fileURLToPath(new URL('sveltekit', import.meta.url)), folder, { recursive: true })
    await linkPackages(join(folder, 'node_modules'))
    const vite = join(folder, 'node_modules/vite/bin/vite.js')
    await promisify(execFile)(process.execPath, [vite, 'build'], { cwd: folder })
    const root = join(folder, 'build')
    const scripts = new Map<string, string>()
    for (const file of await readdir(root, { recursive: true }))
      if (file.endsWith('.js')) scripts.set(`/app/${file}`, await readFile(join(root, file), 'utf8'))
    return { scripts, page: await readFile(join(root, 'index.html'), 'utf8') }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What the app and the server that its build runs import; `cookie` in the version of SvelteKit. */
async function linkPackages(folder: string): Promise<void> {
  const require = createRequire(import.meta.url)
  const packages = dirname(dirname(require.resolve('vite/package.json')))
  const kit = createRequire(require.resolve('@sveltejs/kit/package.json'))
  await mkdir(folder)
  for (const name of ['@sojourn', '@sveltejs', 'svelte', 'typescript', 'vite'])
    await symlink(join(packages, name), join(folder, name))
  const cookie = kit.resolve('cookie')
  await symlink(cookie.slice(0, cookie.lastIndexOf('cookie/') + 'cookie'.length), join(folder, 'cookie'))
}
