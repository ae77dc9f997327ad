import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Asked, type Endpoints, playedEndpoints, realEndpoints } from './support/both-endpoints.ts'

const minute = 60_000
const touch: Asked = { method: 'POST', path: '/touch' }
const end: Asked = { method: 'DELETE' }

/** What a client reads of an answer. */
async function read(answer: Promise<Response>) {
  const { status, headers, ...response } = await answer.then(async (response) => ({
    status: response.status,
    headers: response.headers,
    text: await response.text(),
  }))
  return {
    status,
    headers: Object.fromEntries(
      [
        'Content-Type',
        'Allow',
        'Cache-Control',
        'Cross-Origin-Resource-Policy',
        'Retry-After',
        'Sojourn-Session',
        'X-Content-Type-Options',
      ].map((name) => [name, headers.get(name)]),
    ),
    body: response.text === '' ? undefined : JSON.parse(response.text),
  }
}

describe.each([
  ['the real server', realEndpoints],
  ['the handlers for tests', playedEndpoints],
])('%s', (_, open) => {
  let endpoints: Endpoints
  beforeEach(async () => {
    endpoints = await open()
  })
  afterEach(() => endpoints.close())

  const ask = (asked: Asked = {}) => read(endpoints.ask(asked))
  const view = async (asked?: Asked) => (await ask(asked)).body

  test('shows a stay as it began, with what is exposed of it', async () => {
    await endpoints.signIn('Ada')
    const { createdAt, ...rest } = await view()

    expect(rest).toEqual({
      status: 'active',
      id: expect.stringMatching(/./),
      data: { name: 'Ada' },
      expiresAt: createdAt + 30 * minute,
      endsAt: createdAt + 24 * 60 * minute,
      maxAge: 30 * minute,
      originalMaxAge: 30 * minute,
      renewEvery: minute,
      version: 1,
      now: createdAt,
    })
  })

  test('peeks: asked for ever, it keeps no stay alive', async () => {
    await endpoints.signIn('Ada')
    for (let minutes = 0; minutes < 29; minutes++) {
      endpoints.advance(minute)
      await ask()
    }

    expect(await view()).toMatchObject({ status: 'active', maxAge: minute, version: 1 })
    endpoints.advance(minute)
    expect(await view()).toEqual({ status: 'none', now: expect.any(Number) })
  })

  test('extends by a touch, at once and up to the absolute end, and brings nothing back', async () => {
    await endpoints.signIn('Ada')
    const { id, endsAt } = await view()
    endpoints.advance(1)
    expect(await view(touch)).toMatchObject({ id, maxAge: 30 * minute, version: 2 })

    for (let minutes = 0; minutes < 24 * 60; minutes += 20) {
      expect(await view(touch)).toMatchObject({ status: 'active', id })
      endpoints.advance(20 * minute - 1)
    }
    expect(await view(touch)).toMatchObject({ status: 'active', expiresAt: endsAt })
    endpoints.advance(minute)
    expect(await view(touch)).toMatchObject({ status: 'none' })
    expect(await view()).toMatchObject({ status: 'none' })
  })

  test('ends the session, and says so to whoever ended it', async () => {
    await endpoints.signIn('Ada')

    expect(await view(end)).toMatchObject({ status: 'none', reason: 'signed-out' })
    for (const asked of [{}, touch, end]) {
      const { status, body } = await ask(asked)
      expect({ status, body }).toEqual({ status: 200, body: { status: 'none', now: expect.any(Number) } })
    }
  })

  test('another sign-in is another stay; another name in the same one a later version', async () => {
    await endpoints.signIn('Ada')
    const first = await view()
    await endpoints.rename('Lovelace')
    expect(await view()).toMatchObject({ id: first.id, data: { name: 'Lovelace' }, version: 2 })
    await endpoints.signIn('Bob')
    const second = await view()
    expect(second).toMatchObject({ data: { name: 'Bob' }, version: 1 })
    expect(second.id).not.toBe(first.id)
  })

  test('announces what was renewed, and that there is nothing', async () => {
    const said = async (asked?: Asked) => (await ask(asked)).headers['Sojourn-Session']
    expect(await said()).toBe('none')
    expect(await endpoints.visit()).toBe('none')
    await endpoints.signIn('Ada')
    expect(await said()).toBeNull()
    expect(await endpoints.visit()).toBeNull()
    endpoints.advance(minute)
    const { id } = await view()
    expect(await endpoints.visit()).toBe(`active; id=${id}; max-age=${30 * minute}`)
    expect(await said(touch)).toBe(`active; id=${id}; max-age=${30 * minute}`)
    expect(await said(end)).toBe('none')
  })

  test('announces no renewal that gains nothing, before the absolute end', async () => {
    await endpoints.signIn('Ada')
    for (let minutes = 0; minutes < 23 * 60 + 40; minutes += 20) {
      endpoints.advance(20 * minute)
      await endpoints.visit()
    }
    endpoints.advance(2 * minute)
    expect(await endpoints.visit()).toBeNull()
    expect(await view()).toMatchObject({ status: 'active', maxAge: 18 * minute })
  })

  test('a sign-out by a route of the app leaves no reason', async () => {
    await endpoints.signIn('Ada')
    await endpoints.end()
    expect(await view()).toEqual({ status: 'none', now: expect.any(Number) })
  })

  test('answers HEAD without a body', async () => {
    await endpoints.signIn('Ada')
    expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 200, body: undefined })
  })

  test('refuses other methods and paths with a problem', async () => {
    expect(await ask({ method: 'PUT' })).toMatchObject({
      status: 405,
      headers: { Allow: 'GET, HEAD, DELETE, OPTIONS', 'Content-Type': 'application/problem+json' },
      body: { type: 'about:blank', title: 'Method Not Allowed', status: 405, code: 'method-not-allowed' },
    })
    expect(await ask({ path: '/touch' })).toMatchObject({ status: 405, headers: { Allow: 'POST, OPTIONS' } })
    expect(await ask({ path: '/nowhere' })).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await ask({ method: 'OPTIONS' })).toMatchObject({ status: 204, body: undefined })
  })
})

describe('side by side', () => {
  const step = fc.oneof(
    fc.record({
      ask: fc.record({
        method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'),
        path: fc.constantFrom(
          '',
          '/',
          '?x=1',
          '/touch',
          '/touch/',
          '/touch?x=1',
          '/constructor',
          '/a/b',
          '//',
        ),
      }),
    }),
    fc.record({ ask: fc.constantFrom<Asked[]>({}, touch, touch) }),
    fc.record({ signIn: fc.constantFrom('ada', 'bob') }),
    fc.record({ rename: fc.constantFrom('eve', 'ada') }),
    fc.constantFrom({ visit: true }, { end: true }),
    fc.record({
      advance: fc.oneof(
        fc.constantFrom(1, minute - 1, minute, 30 * minute - 1, 30 * minute, 20 * 60 * minute),
        fc.nat({ max: 40 * minute }),
      ),
    }),
  )
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

  /** What one side says to the whole program. Names of stays are told by the order in which they came. */
  async function play(endpoints: Endpoints, program: readonly Step[]) {
    const ids: string[] = []
    const numberOf = (id: string): number => {
      if (!ids.includes(id)) ids.push(id)
      return ids.indexOf(id)
    }
    /** The two name their stays differently: what counts is that they name the same one. */
    const numbered = (announced: string | null | undefined): string | undefined =>
      announced?.replace(/id=([^;]*)/, (_, id: string) => `id=${numberOf(id)}`)
    const said: unknown[] = []
    for (const step of program) {
      if ('signIn' in step) await endpoints.signIn(step.signIn)
      else if ('advance' in step) endpoints.advance(step.advance)
      else if ('visit' in step) said.push(numbered(await endpoints.visit()))
      else if ('end' in step) await endpoints.end()
      else if ('rename' in step) {
        const { body } = await read(endpoints.ask({}))
        if (body.status === 'active') await endpoints.rename(step.rename)
      } else {
        const answer = await read(endpoints.ask(step.ask))
        const { id } = answer.body ?? {}
        const headers = { ...answer.headers, 'Sojourn-Session': numbered(answer.headers['Sojourn-Session']) }
        said.push({ ...answer, headers, ...(id && { body: { ...answer.body, id: numberOf(id) } }) })
      }
    }
    return said
  }

  test('any program gets the same answers from both', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (program) => {
        const real = await realEndpoints()
        const expected = await play(real, program).finally(real.close)
        const played = await playedEndpoints()
        expect(await play(played, program).finally(played.close)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })
})
