// The second half of `npm run build`.
import { fileURLToPath } from 'node:url'
import { buildCommonJs } from '../../scripts/build/commonjs.ts'
import { doors, ports } from './tsup.config.ts'

await buildCommonJs({
  root: fileURLToPath(new URL('.', import.meta.url)),
  doors: Object.keys(doors),
  // Nothing but the client itself asks for `TextEncoder` and `fetch`, which pages in tests often lack.
  apart: ['index', 'react', 'vue', 'svelte', 'solid', 'expiry-dialog', 'testing'],
  ports: Object.keys(ports),
  // ky is inlined: there are ES modules of it alone.
  external: ['msw', 'react', 'vue', 'svelte', 'solid-js'],
})
