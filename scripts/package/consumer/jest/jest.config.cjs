// As an app writes it whose tests are CommonJS: nothing is transformed, and nothing of ours is named.
const server = { displayName: 'server', testMatch: ['<rootDir>/server/*.test.cjs'], transform: {} }
const page = { displayName: 'page', testMatch: ['<rootDir>/page/*.test.cjs'], transform: {} }

module.exports = {
  projects: [
    {
      ...server,
      testEnvironment: 'node',
      // As the page on migrating says.
      moduleNameMapper: { '^express-session($|/.*)': '@sojourn/server/express-session$1' },
    },
    { ...page, testEnvironment: 'jsdom' },
  ],
}
