import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromiumFlags, chromiumPath } from './scripts/chromium.js'

// Workspace packages are tested from their source: no build stands between an edit and its test.
const source = {
  resolve: { conditions: ['@sojourn/source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['@sojourn/source', ...defaultServerConditions] } },
}

/** What the bindings are tested with. */
const frameworks = ['react', 'react-dom', 'react-dom/client', 'solid-js', 'solid-js/web', 'vue']

function inNode(name: string, include: string[], exclude: string[] = []) {
  return { ...source, test: { name, environment: 'node' as const, include, exclude } }
}

export default defineConfig({
  test: {
    // A test that provokes a complaint asserts it, and keeps it from being printed: what is printed, nobody meant.
    onConsoleLog() {
      if (process.exitCode !== 1)
        process.once('exit', () => console.error('A test printed something: see above.'))
      process.exitCode = 1
    },
    projects: [
      inNode('contract', ['packages/contract/**/*.test.ts']),
      inNode('server', ['packages/server/**/*.test.ts']),
      inNode('repo', ['test/**/*.test.ts']),
      // What navigates, and what needs several tabs, drives Chromium from outside.
      {
        ...inNode('client-pages', ['packages/client/test/**/*.test.ts'], ['packages/client/test/client/**']),
        plugins: [svelte({ configFile: false })],
      },
      inNode('playground', ['playground/**/*.test.ts']),
      {
        ...source,
        plugins: [msw({ mode: 'worker-only' }), svelte({ configFile: false })],
        // Without them Vue complains.
        define: {
          __VUE_OPTIONS_API__: true,
          __VUE_PROD_DEVTOOLS__: false,
          __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
        },
        // What Vite finds while tests run makes it load them anew.
        optimizeDeps: { include: frameworks },
        test: {
          name: 'client',
          include: ['packages/client/src/**/*.test.ts', 'packages/client/test/client/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath(), args: chromiumFlags } }),
            instances: [{ browser: 'chromium' as const }],
          },
        },
      },
      {
        ...source,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/**/*.test-d.ts'],
            tsconfig: './test/tsconfig.types.json',
          },
        },
      },
    ],
  },
})
