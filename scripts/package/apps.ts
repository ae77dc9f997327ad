import type { App } from './app.ts'
import { checkCommonJs } from './commonjs.ts'
import { checkDropIn } from './drop-in.ts'
import { checkJest } from './jest.ts'
import { checkLoaders } from './loaders.ts'
import { checkMarkup } from './markup.ts'
import { checkNoServerCode } from './no-server-code.ts'
import { checkServer } from './server.ts'
import { checkTypes } from './types.ts'

const onExpress = ['express', '@types/express', '@types/node']

function withJest(version: string): App {
  return {
    name: `jest-${version}`,
    source: 'jest',
    dependencies: [
      `jest@${version}`,
      `jest-environment-jsdom@${version}`,
      'jest-fixed-jsdom@0.0.11',
      'express',
      'react-dom',
    ],
    hasPeers: true,
    checks: [checkJest],
  }
}

/** Those that take longest are the first. */
export const apps: readonly App[] = [
  // It changed its import of express-session, and still has the typings of that.
  {
    name: 'drop-in',
    dependencies: [...onExpress, '@types/express-session@1.19.0'],
    checks: [checkDropIn],
  },
  // It is built into one file, or started through a loader of its own.
  {
    name: 'loaders',
    without: ['@sojourn/client'],
    dependencies: [
      '@rollup/plugin-commonjs@29.0.3',
      '@rollup/plugin-node-resolve@16.0.3',
      '@vercel/ncc@0.45.0',
      'esbuild@0.28.2',
      'rollup@4.68.8',
      'v8-compile-cache@2.4.0',
      'webpack@5.113.0',
    ],
    checks: [checkLoaders],
  },
  withJest('29.7.0'),
  withJest('30.5.2'),
  // It is compiled to CommonJS, by a TypeScript of today or of some years ago.
  { name: 'commonjs', dependencies: [...onExpress, 'typescript@5.9.3'], checks: [checkCommonJs] },
  { name: 'server', dependencies: onExpress, hasPeers: true, checks: [checkTypes, checkServer] },
  { name: 'frameworks', dependencies: ['@types/react'], hasPeers: true, checks: [checkTypes, checkMarkup] },
  // The page of a server in the same repository, without Node's types.
  { name: 'browser', dependencies: [], checks: [checkTypes, checkNoServerCode] },
  // A page whose server is somewhere else.
  { name: 'split', without: ['@sojourn/server'], dependencies: [], checks: [checkTypes] },
]
