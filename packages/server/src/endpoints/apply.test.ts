import { expect, test } from 'vitest'
import { applyAnswer } from './apply.ts'
import type { HeaderBag } from './header-bag.ts'

/** A bag over the Fetch standard's headers: a host that knows nothing of Node.js. */
function bagOf(headers: Headers): HeaderBag {
  return {
    get: (name) =>
      name.toLowerCase() === 'set-cookie' ? headers.getSetCookie() : (headers.get(name) ?? undefined),
    set(name, value) {
      headers.delete(name)
      for (const each of [value].flat()) headers.append(name, each)
    },
    append(name, values) {
      for (const each of values) headers.append(name, each)
    },
    remove: (name) => headers.delete(name),
    names: () => [...headers.keys()],
  }
}

const answer = {
  status: 200,
  headers: { 'Set-Cookie': ['sid=1', 'marker=1'], Vary: 'Cookie, Origin', 'Cache-Control': 'no-store' },
}

test('an answer adds its cookies and Vary to what is there, replaces the rest, and takes back what CDNs obey', () => {
  const headers = new Headers({
    'Set-Cookie': 'theme=dark',
    Vary: 'origin',
    'Cache-Control': 'public',
    'CDN-Cache-Control': 'max-age=60',
    'Surrogate-Control': 'max-age=60',
  })
  applyAnswer(bagOf(headers), answer)

  expect([...headers]).toEqual([
    ['cache-control', 'no-store'],
    ['set-cookie', 'theme=dark'],
    ['set-cookie', 'sid=1'],
    ['set-cookie', 'marker=1'],
    ['vary', 'origin, Cookie'],
  ])
})

test.each([
  ['that is long', { 'content-length': '8193' }, 'close'],
  ['of unknown length', { 'transfer-encoding': 'chunked' }, 'close'],
  ['that is short', { 'content-length': '8192' }, null],
  ['that is not there', {}, null],
])('a body %s, which nobody has read, decides whether the connection is kept', (_body, sent, connection) => {
  const request = new Headers(sent)
  const headers = new Headers()
  applyAnswer(bagOf(headers), answer, { header: (name) => request.get(name) ?? undefined })
  expect(headers.get('connection')).toBe(connection)
})
