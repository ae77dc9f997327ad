import { expect, test } from 'vitest'
import { addReturnTo } from './return-to.ts'

function returnTo(page: string, target = 'https://app.example/login'): string | null {
  const url = new URL(target)
  addReturnTo(url, page)
  return url.searchParams.get('returnTo')
}

test.each([
  ['https://app.example/', '/'],
  ['https://app.example/orders/7?sort=date&page=2', '/orders/7?sort=date&page=2'],
  ['https://app.example/orders#row-7', '/orders'],
  ['https://app.example/back?code=c0de&state=5tate&kept=1&token=t0ken', '/back?kept=1'],
  ['https://app.example/back?code=c0de&code=again', '/back'],
  ['https://app.example/search?q=a%26b', '/search?q=a%26b'],
])('%s comes back to %s', (page, expected) => expect(returnTo(page)).toBe(expected))

test('the target is no place to come back to', () => {
  expect(returnTo('https://app.example/login?returnTo=%2Forders')).toBeNull()
  expect(returnTo('https://app.example/login#form')).toBeNull()
})

test('the parameters of the target stay', () => {
  const url = new URL('https://app.example/login?theme=dark&returnTo=/old')
  addReturnTo(url, 'https://app.example/orders')
  expect(url.search).toBe('?theme=dark&returnTo=%2Forders')
})
