import { defineConfig } from 'tsup'

/** The doors of package.json's `exports`. */
export const doors: Record<string, string> = {
  index: 'src/index.ts',
  redirect: 'src/redirect/index.ts',
  react: 'src/bindings/react.ts',
  vue: 'src/bindings/vue.ts',
  svelte: 'src/bindings/svelte.ts',
  solid: 'src/bindings/solid.ts',
  'expiry-dialog': 'src/dialog/index.ts',
  testing: 'src/testing/index.ts',
  contract: 'src/contract.ts',
}

/** The targets of its `imports`: one of them is chosen where the package is used. */
export const ports: Record<string, string> = {
  'hint/development': 'src/errors/hint-development.ts',
  'hint/production': 'src/errors/hint-production.ts',
}

export default defineConfig({
  entry: { ...doors, ...ports },
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  dts: {
    entry: doors,
    // `Symbol.dispose` is in no `lib` that an app lists by itself.
    banner: '/// <reference lib="esnext.disposable" />',
    // The private contract is inlined only where it resolves to its source.
    compilerOptions: { paths: { '@sojourn/contract': ['../contract/src/index.ts'] } },
  },
  sourcemap: true,
  clean: true,
  // Doors share chunks: an error thrown behind one is `instanceof` the class of another.
  splitting: true,
  external: [/^#/, 'ky'],
  noExternal: ['@sojourn/contract'],
})
