import { sveltekit } from '@sveltejs/kit/vite'
import { defaultClientConditions, defaultServerConditions, defineConfig } from 'vite'

const adapter = {
  name: 'single-page',
  async adapt(builder) {
    builder.writeClient('build')
    await builder.generateFallback('build/index.html')
  },
}

export default defineConfig({
  plugins: [sveltekit({ adapter, paths: { base: '/app' } })],
  // From source, on both sides: nothing is built when the tests begin.
  resolve: { conditions: ['@sojourn/source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['@sojourn/source', ...defaultServerConditions] } },
  logLevel: 'error',
})
