import { defineConfig } from 'tsup'

/** The doors of package.json's `exports`. */
export const doors: Record<string, string> = {
  index: 'src/index.ts',
  express: 'src/adapters/express.ts',
  'express-session': 'src/express-session/index.ts',
  'express-session/session/cookie': 'src/express-session/session/cookie.ts',
  'express-session/session/memory': 'src/express-session/session/memory.ts',
  'express-session/session/session': 'src/express-session/session/session.ts',
  'express-session/session/store': 'src/express-session/session/store.ts',
  'store/sqlite': 'src/store/sqlite.ts',
  'store/redis': 'src/store/redis.ts',
  'store/postgres': 'src/store/postgres.ts',
  'store/mysql': 'src/store/mysql.ts',
  'store/migrating': 'src/store/migrating.ts',
  'store/unstorage': 'src/store/unstorage.ts',
  'store/legacy': 'src/store/legacy.ts',
  'sealed-cookie': 'src/create-sessions/sealed-cookie.ts',
  testing: 'src/testing/index.ts',
  contract: 'src/contract.ts',
}

/** The targets of its `imports`: one of them is chosen where the package is used. */
export const ports: Record<string, string> = {
  'crypto/node': 'src/crypto/node.ts',
  'crypto/web': 'src/crypto/web.ts',
}

export default defineConfig({
  entry: { ...doors, ...ports },
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  dts: {
    entry: doors,
    // The private contract is inlined only where it resolves to its source.
    compilerOptions: {
      paths: {
        '@sojourn/contract': ['../contract/src/index.ts'],
        '@sojourn/contract/schemas': ['../contract/src/schemas.ts'],
      },
    },
  },
  sourcemap: true,
  clean: true,
  // Doors share chunks: an error thrown behind one is `instanceof` the class of another.
  splitting: true,
  // `sqlite` without its `node:` would be some package of that name.
  removeNodeProtocol: false,
  external: [/^#/, /^node:/],
  noExternal: [/^@sojourn\/contract/],
})
