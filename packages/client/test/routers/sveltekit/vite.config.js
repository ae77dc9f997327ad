import { sveltekit } from '@sveltejs/kit/vite'
import { defaultClientConditions, defineConfig } from 'vite'

const adapter = {
  name: 'single-page',
  async adapt(builder) {
    builder.writeClient('build')
    await builder.generateFallback('build/index.html')
  },
}

export default defineConfig({
  plugins: [sveltekit({ adapter, paths: { base: '/app' } })],
  resolve: { conditions: ['@sojourn/source', ...defaultClientConditions] },
  logLevel: 'error',
})
