import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Bytes as a browser gets them. */
export interface Size {
  readonly min: number
  readonly gzip: number
  readonly brotli: number
}

export interface Door {
  readonly name: string
  /** What an app writes. */
  readonly code: string
  /** Packages that are left out. */
  readonly without: readonly string[]
  /** What the app has anyway: its bytes do not count. */
  readonly besides?: string
  /** Bytes of gzip that it may weigh at most. */
  readonly target: number
  /** What the gate holds where the target is missed, so that nothing grows; the table prints the miss. */
  readonly limit?: number
}

/** kB as everybody counts them: 1000 bytes. */
export const doors: readonly Door[] = [
  {
    name: 'createSessionClient, own part',
    code: "export { createSessionClient } from '@sojourn/client'",
    without: ['ky'],
    target: 8_000,
    limit: 9_400,
  },
  {
    name: 'createSessionClient, all',
    code: "export { createSessionClient } from '@sojourn/client'",
    without: [],
    target: 17_500,
    limit: 17_900,
  },
  ...['react', 'vue', 'svelte', 'solid'].map((framework) => ({
    name: `${framework}, own part`,
    code: `export * from '@sojourn/client/${framework}'`,
    besides: "export { createSessionClient } from '@sojourn/client'",
    without: ['ky', framework === 'solid' ? 'solid-js' : framework],
    target: 620,
  })),
  {
    name: 'expiry dialog',
    code: "export * from '@sojourn/client/expiry-dialog'",
    without: [],
    target: 2_500,
  },
  {
    name: 'redirect',
    code: "export * from '@sojourn/client/redirect'",
    without: [],
    target: 1_650,
    limit: 1_750,
  },
]

export async function sizeOf({ code, besides, without }: Door): Promise<Size> {
  if (besides === undefined) return weigh(code, without)
  const [both, alone] = await Promise.all([weigh(`${besides}\n${code}`, without), weigh(besides, without)])
  return {
    min: both.min - alone.min,
    gzip: both.gzip - alone.gzip,
    brotli: both.brotli - alone.brotli,
  }
}

async function weigh(code: string, without: readonly string[]): Promise<Size> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    // Some chunks are imported only because the bundler of the package found them together.
    logOverride: { 'ignored-bare-import': 'silent' },
    external: without.flatMap((name) => [name, `${name}/*`]),
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('esbuild wrote nothing.')
  return {
    min: file.contents.length,
    gzip: gzipSync(file.contents, { level: 9 }).length,
    brotli: brotliCompressSync(file.contents).length,
  }
}
