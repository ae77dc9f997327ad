import { expect, test } from 'vitest'
import { pathMatches } from './path-match.ts'

test.each([
  ['/', '/', true],
  ['/anything', '/', true],
  ['/app', '/app', true],
  ['/app/', '/app', true],
  ['/app/page', '/app', true],
  ['/app/page', '/app/', true],
  ['/app', '/app/', false],
  ['/apple', '/app', false],
  ['/other/app', '/app', false],
  ['/APP', '/app', false],
  ['', '/app', false],
])('a request for %j gets a cookie of path %j: %s', (path, cookiePath, isSent) => {
  expect(pathMatches(path, cookiePath)).toBe(isSent)
})
