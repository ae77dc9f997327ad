import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// The tests that judge the mutants of one module, all in Node: a run per mutant leaves no time for a browser, and what
// decides needs none. For a mutant that is there from the start Stryker runs whatever is included here.
export default defineConfig({
  ssr: { resolve: { conditions: ['@sojourn/source', ...defaultServerConditions] } },
  test: {
    environment: 'node',
    include: JSON.parse(process.env.MUTANTS_TESTS ?? '[]'),
    // Code that counts its mutants is slow. Stryker itself ends what hangs.
    testTimeout: 60_000,
  },
})
