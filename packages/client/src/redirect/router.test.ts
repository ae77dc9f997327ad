import { UnsafeRedirectError } from '@sojourn/contract'
import { expect, test } from 'vitest'
import { routerPath } from './router.ts'

const origin = 'https://app.example'
const pathOf = (href: string, base?: string): string | false =>
  routerPath(new URL(href), { navigate: () => {}, ...(base === undefined ? {} : { base }) }, origin)

test.each([
  ['https://app.example/', undefined, '/'],
  ['https://app.example/orders?page=2#row', undefined, '/orders?page=2#row'],
  ['https://app.example/app/orders', '/app', '/orders'],
  ['https://app.example/app/', '/app', '/'],
  ['https://app.example/app/orders', '/app/', '/orders'],
  ['https://app.example/orders', '/', '/orders'],
])('%s below %s is %s to the router', (href, base, path) => expect(pathOf(href, base)).toBe(path))

test.each([
  ['https://app.example/login', '/app'],
  ['https://app.example/application', '/app'],
  ['https://accounts.example/app/orders', '/app'],
  ['https://accounts.example/', undefined],
  ['https://app.example.evil.example/', undefined],
])('%s is not below %s', (href, base) => expect(pathOf(href, base)).toBe(false))

test('what is left of a path without its base must be safe by itself', () => {
  expect(() => pathOf('https://app.example/app//evil.example', '/app')).toThrow(UnsafeRedirectError)
})
