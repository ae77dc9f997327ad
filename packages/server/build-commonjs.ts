// The second half of `npm run build`.
import { fileURLToPath } from 'node:url'
import { buildCommonJs } from '../../scripts/build/commonjs.ts'
import { doors, ports } from './tsup.config.ts'

await buildCommonJs({
  root: fileURLToPath(new URL('.', import.meta.url)),
  doors: Object.keys(doors),
  // Who keeps sessions elsewhere need not have `node:sqlite`.
  apart: ['store/sqlite', 'testing'],
  ports: Object.keys(ports),
  external: ['cookie', 'debug', 'depd', 'zod'],
  isBridged: true,
})
