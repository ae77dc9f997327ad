import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { manualClock } from '../../test/support/manual-clock.ts'
import { stillPage } from '../../test/support/still-page.ts'
import { createRedirect, type RedirectDetails, type RedirectOptions } from './redirect.ts'

const origin = 'https://app.example'

/** Where a redirect from `href` leads. */
async function leave(href: string, target: string, details: RedirectDetails, options: RedirectOptions = {}) {
  const page = stillPage({ href })
  const left = createRedirect({ page, clock: manualClock(), ...options })(target, details)
  // What may still wait has settled when this comes.
  await new Promise((resolve) => setTimeout(resolve))
  page.emit('pagehide')
  await left
  return page.calls.join().replace(/^\w+ /, '')
}

/** Where one comes back to from the sign-in page at `href`; the fallback is `/home`. */
async function comeBack(href: string): Promise<string> {
  const page = stillPage({ href })
  void createRedirect({ page, clock: manualClock() }).returnTo({ fallback: '/home' })
  await new Promise((resolve) => setTimeout(resolve))
  return page.calls.join().replace(/^\w+ /, '')
}

/** What the sign-in page is told. */
async function told(
  left: string,
  target = '/login',
  returnTo: RedirectDetails['returnTo'] = true,
): Promise<string | null> {
  const there = await leave(left, target, { reason: 'guard', returnTo })
  return new URL(there).searchParams.get('returnTo')
}

describe('the page that is left comes back as it was', () => {
  test.each([
    '/',
    '/orders/7?sort=date&page=2',
    '/search?print',
    '/search?',
    '/search?q=a%20b&q=a+b',
    '/search?q=M%FCller',
    '/search?sig=a/b=&x==',
    '/search?a=1&a=2',
    '/search?q=a%26b%3d',
    '/search?q=it%27s~(!*)',
    '/caf%C3%A9/a%2Fb;v=1/x@y',
    '/pay?token=t0ken',
    '/shop?code=SALE20',
    '/shop?state=CA&zip=94107',
    '/shop?error=sold-out',
    '/shop?postcode=1&estate=2&mystate=3',
    '/next?to=/cb?state=1&code=2',
  ])('%s', async (path) => {
    expect(await told(origin + path)).toBe(path)
    expect(await comeBack(await leave(origin + path, '/login', { returnTo: true }))).toBe(origin + path)
  })

  test('whatever its path and search are, or not at all', async () => {
    const text = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...'/?&=+%;:@.,!~*\'()[]{}|^`\\"<> ab12') },
        fc.constantFrom(
          '%20',
          '%FC',
          '%D0%9C',
          '%2F',
          '%5C',
          '%',
          '%zz',
          'state=',
          'error',
          'Müller',
          '日本',
          '…',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(text, text, async (path, search) => {
        const { href } = new URL(
          `${origin}/${path.join('').replace(/[?#]/g, '')}?${search.join('').replaceAll('#', '')}`,
        )
        const there = await leave(href, '/login?theme=dark', { reason: 'guard', returnTo: true })
        expect(new URL(there).pathname).toBe('/login')
        expect([href, `${origin}/home`]).toContain(await comeBack(there))
        const value = new URL(there).searchParams.get('returnTo')
        if (value !== null) expect(origin + value).toBe(href)
      }),
      { numRuns: 300 },
    )
  })

  test('the parameters of the target stay', async () => {
    const there = await leave(`${origin}/orders`, '/login?theme=dark&returnTo=/old', { returnTo: true })
    expect(there).toBe(`${origin}/login?theme=dark&returnTo=%2Forders`)
  })

  test('the target is no place to come back to', async () => {
    expect(await told(`${origin}/login?returnTo=%2Forders`)).toBeNull()
    expect(await told(`${origin}/login#form`)).toBeNull()
    expect(await told(`${origin}/?returnTo=%2Forders#/login`, '/#/login')).toBeNull()
  })
})

describe('the answer of an OAuth server stays behind, and nothing else', () => {
  test.each([
    ['/back?code=c0de&state=5tate&kept=a%20b&kept=&token=t', '/back?kept=a%20b&kept=&token=t'],
    ['/back?print&state=5tate&iss=https%3A%2F%2Fid.example&code=c0de', '/back?print'],
    ['/back?error=access_denied&error_description=No+way&error_uri=https://id.example&state=1', '/back'],
    ['/back?code=c0de&state=1&code=again', '/back'],
  ])('%s comes back to %s', async (left, expected) => expect(await told(origin + left)).toBe(expected))
})

describe('the hash', () => {
  test('stays behind', async () => {
    expect(await told(`${origin}/orders#row-7`)).toBe('/orders')
    expect(await told(`${origin}/orders#row-7`, '/login', { hash: false })).toBe('/orders')
  })

  test.each(['/#/orders/7?page=2&q=a%20b', '/app?lang=de#!/orders', '/orders#row-7'])(
    'comes along where that is wanted: %s',
    async (path) => {
      expect(await told(origin + path, '/login', { hash: true })).toBe(path)
      const there = await leave(origin + path, '/login', { returnTo: { hash: true } })
      expect(await comeBack(there)).toBe(origin + path)
    },
  )

  test('comes along where the sign-in page is a route of the hash, too', async () => {
    const there = await leave(`${origin}/#/orders/7`, '/#/login', { reason: 'guard', returnTo: true })
    expect(there).toBe(`${origin}/?returnTo=%2F%23%2Forders%2F7#/login`)
    expect(await comeBack(there)).toBe(`${origin}/#/orders/7`)
  })

  test.each([
    '#access_token=secret&token_type=bearer',
    '#id_token=secret',
    '#code=c&state=s',
    '#error=e&state=s',
    '#state=s&code=c',
  ])('is never that of an OAuth answer: %s', async (hash) => {
    expect(await told(`${origin}/back?kept=1${hash}`, '/login', { hash: true })).toBe('/back?kept=1')
    expect(await told(`${origin}/back${hash}`, '/#/login')).toBe('/back')
  })
})

describe('what one could not come back to keeps nobody from signing in', () => {
  const long = `/поиск?q=${'я'.repeat(200)}`

  test.each([
    ['a long address', encodeURI(long)],
    ['a longer one', `/${'x'.repeat(3_000)}`],
    ['one that begins like a host', '//evil.example/'],
    ['one with a backslash', '/search?q=a\\b'],
  ])('%s', async (_, path) => {
    const router = { navigate: (to: string) => void shown.push(to) }
    const shown: string[] = []
    expect(await leave(origin + path, '/login', { reason: 'guard', returnTo: true })).toBe(`${origin}/login`)
    expect(await leave(origin + path, '/login', { returnTo: path })).toBe(`${origin}/login`)
    await leave(origin + path, '/login', { reason: 'guard', returnTo: true }, { router })
    expect(shown).toEqual(['/login'])
  })
})

describe('after a sign-out', () => {
  test.each([true, { hash: true }])('the target is told nothing: %j', async (returnTo) => {
    expect(await leave(`${origin}/#/orders`, '/#/login', { reason: 'signed-out', returnTo })).toBe(
      `${origin}/#/login,reload`,
    )
  })

  test('but what the call names', async () => {
    const there = await leave(`${origin}/orders`, '/login', {
      reason: 'signed-out',
      returnTo: '/welcome#new',
    })
    expect(there).toBe(`${origin}/login?returnTo=%2Fwelcome%23new`)
  })
})
