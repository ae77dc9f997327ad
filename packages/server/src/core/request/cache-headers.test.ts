import { expect, test } from 'vitest'
import { cacheControlWithCookie, isPubliclyCacheable } from './cache-headers.ts'

test.each([
  [undefined, 'no-store'],
  ['max-age=600', 'no-store'],
  ['public, max-age=600', 'no-store'],
  // Only the named field is private (RFC 9111 §5.2.2.7): the response, cookie included, may be stored.
  ['private="X-Name", max-age=600', 'no-store'],
  ['private, max-age=600', undefined],
  ['no-store', undefined],
])('with a cookie, Cache-Control %j becomes %j', (said, becomes) => {
  expect(cacheControlWithCookie(said)).toBe(becomes)
})

test.each([
  [{ status: 200, cacheControl: undefined }, false],
  [{ status: 200, cacheControl: 'private' }, false],
  [{ status: 200, cacheControl: 'public' }, true],
  [{ status: 200, cacheControl: 's-maxage=60' }, true],
  [{ status: 304, cacheControl: undefined }, true],
])('%o is publicly cacheable: %s', (response, isPublic) => {
  expect(isPubliclyCacheable(response)).toBe(isPublic)
})
