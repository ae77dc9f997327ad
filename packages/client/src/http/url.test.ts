import { describe, expect, test } from 'vitest'
import { below, endpointUrl } from './url.ts'

const page = 'https://app.example/account?tab=2#top'

test.each([
  ['/session', 'https://app.example/session', 'https://app.example/session/touch'],
  ['/session/', 'https://app.example/session', 'https://app.example/session/touch'],
  ['/session//', 'https://app.example/session', 'https://app.example/session/touch'],
  ['/', 'https://app.example', 'https://app.example/touch'],
  ['session', 'https://app.example/session', 'https://app.example/session/touch'],
  ['/session?tenant=a', 'https://app.example/session?tenant=a', 'https://app.example/session/touch?tenant=a'],
  ['/session#x', 'https://app.example/session', 'https://app.example/session/touch'],
  ['/session/?t=/a/#x/', 'https://app.example/session?t=/a/', 'https://app.example/session/touch?t=/a/'],
  ['//api.example/s', 'https://api.example/s', 'https://api.example/s/touch'],
  [
    'http://api.example:3000/session/?t=1',
    'http://api.example:3000/session?t=1',
    'http://api.example:3000/session/touch?t=1',
  ],
])('%s is shared as %s and touched at %s', (url, name, touch) => {
  const whole = endpointUrl(url, page)
  expect([below(whole, ''), below(whole, '/touch')]).toEqual([name, touch])
})

describe('what is no http(s) URL is refused, and the message names it', () => {
  test.each([
    ['http://', page],
    ['https://[', page],
    // A forgotten scheme makes a scheme of the host.
    ['localhost:3000/session', page],
    ['file:///session', page],
    ['/session', 'about:blank'],
    ['/session', 'data:text/html,'],
    ['/session', 'file:///home/ada/index.html'],
    ['/session', 'app://here/index.html'],
    ['/session', 'capacitor://localhost/'],
  ])('%s on %s', (url, base) => {
    expect(() => endpointUrl(url, base)).toThrow(`check url: not http: ${url}`)
  })
})

test.each([
  'about:blank',
  'data:text/html,',
  'file:///index.html',
  'app://here/index.html',
  'capacitor://localhost/',
])('a whole URL is taken on %s', (base) => {
  expect(endpointUrl('https://api.example/session', base).href).toBe('https://api.example/session')
})
