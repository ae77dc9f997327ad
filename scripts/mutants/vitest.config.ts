import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// The tests that judge mutants, all in Node: a run per mutant leaves no time for a browser, and what decides needs none.
export default defineConfig({
  ssr: { resolve: { conditions: ['@sojourn/source', ...defaultServerConditions] } },
  test: { environment: 'node', include: ['packages/*/{src,test}/**/*.test.ts'] },
})
