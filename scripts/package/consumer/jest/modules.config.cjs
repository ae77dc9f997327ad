// As the page on testing says, for msw: it runs with `--experimental-vm-modules`.
const { version } = require('jest/package.json')

module.exports = {
  testEnvironment: 'jest-fixed-jsdom',
  // Before version 30 an ES module cannot be required at all.
  testMatch: [`<rootDir>/modules/*.test.${version.startsWith('29.') ? 'mjs' : '{mjs,cjs}'}`],
  transform: {},
}
