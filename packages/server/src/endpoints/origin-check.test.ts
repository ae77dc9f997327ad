import { describe, expect, test } from 'vitest'
import { isTrusted, type OriginFacts } from './origin-check.ts'

const policy = { allowedOrigins: ['https://app.example'], requireOrigin: false }
const silent: OriginFacts = { secFetchSite: undefined, origin: undefined, host: 'api.example:8080' }

describe('Sec-Fetch-Site decides where there is one', () => {
  test.each([
    ['same-origin', true],
    ['none', true],
    ['same-site', false],
    ['cross-site', false],
    ['', false],
    ['Same-Origin', false],
  ])('%j: %s', (secFetchSite, isPassed) => {
    expect(isTrusted({ ...silent, secFetchSite }, policy)).toBe(isPassed)
  })

  test('also against an Origin that looks like our own', () => {
    const facts = { ...silent, secFetchSite: 'cross-site', origin: 'http://api.example:8080' }
    expect(isTrusted(facts, policy)).toBe(false)
  })

  test('but not against an allowed origin', () => {
    const facts = { ...silent, secFetchSite: 'cross-site', origin: 'https://app.example' }
    expect(isTrusted(facts, policy)).toBe(true)
  })
})

describe('without it, Origin is compared with Host', () => {
  test.each([
    ['http://api.example:8080', true],
    ['https://api.example:8080', true],
    ['https://app.example', true],
    ['http://api.example', false],
    ['http://api.example:8080.evil.example', false],
    ['http://evil.example/api.example:8080', false],
    ['http://app.example', false],
    ['https://app.example.evil.example', false],
    ['https://APP.example', false],
    ['null', false],
    ['', false],
    ['no url', false],
  ])('%s: %s', (origin, isPassed) => {
    expect(isTrusted({ ...silent, origin }, policy)).toBe(isPassed)
  })

  test.each([
    ['https://api.example', 'api.example:443', true],
    ['http://api.example', 'api.example:80', true],
    ['https://api.example:8443', 'api.example:8443', true],
    ['https://api.example', 'API.Example:443', true],
    ['https://[2001:db8::1]', '[2001:DB8:0::1]:443', true],
    ['http://[::1]:3000', '[::1]:3000', true],
    ['http://[::1]', '[::1]', true],
    ['https://api.example.', 'api.example.:443', true],
    ['https://api.example.', 'api.example', false],
    ['https://api.example', 'api.example:80', false],
    ['http://api.example', 'api.example:443', false],
    ['https://api.example', 'api.example:', true],
    ['https://api.example', 'evil.example@api.example', false],
    ['https://api.example', 'api.example/evil.example', false],
    ['https://api.example', 'api.example#.evil.example', false],
    ['https://api.example', 'api.example\\evil', false],
    ['https://api.example', '', false],
    ['https://api.example', '[', false],
    ['chrome-extension://api.example', 'api.example', false],
    ['file:///', '', false],
  ])('%s with the Host %s: %s', (origin, host, isPassed) => {
    expect(isTrusted({ secFetchSite: undefined, origin, host }, policy)).toBe(isPassed)
  })

  test('nothing is equal to a Host that is not there', () => {
    expect(isTrusted({ ...silent, host: undefined, origin: 'null' }, policy)).toBe(false)
  })
})

describe('without either', () => {
  test('it is no browser and passes', () => {
    expect(isTrusted(silent, policy)).toBe(true)
  })

  test('unless an origin is required', () => {
    expect(isTrusted(silent, { ...policy, requireOrigin: true })).toBe(false)
    expect(isTrusted({ ...silent, secFetchSite: 'same-origin' }, { ...policy, requireOrigin: true })).toBe(
      true,
    )
  })
})
