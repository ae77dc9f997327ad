import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeTarget, UnsafeRedirectError } from './safe-target.ts'

interface Verdict {
  readonly input: string
  readonly verdict: 'allow' | 'reject'
  readonly rule: string
}

const verdicts: Verdict[] = readFileSync(
  new URL('../test/fixtures/redirect-targets.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

const base = 'https://app.example/'

const plain = /be a path or allowed URL/
const unusual = /hold no space or lookalike/

/** What the message says of each rule of the list. */
const words: Record<string, RegExp> = {
  R0: /be a path|be shorter/,
  R1: unusual,
  R2: unusual,
  R3: plain,
  R4: plain,
  R5: plain,
  R7: plain,
  R8: /decode to a path/,
}

describe('the verdicts', () => {
  test('are all here', () => expect(verdicts).toHaveLength(130))

  test.each(verdicts.filter(({ verdict }) => verdict === 'allow'))('$input passes', ({ input }) => {
    expect(safeTarget(input, { base }).href).toBe(new URL(input, base).href)
  })

  test.each(verdicts.filter(({ verdict }) => verdict === 'reject'))('$rule: $input', ({ input, rule }) => {
    expect(() => safeTarget(input, { base })).toThrow(words[rule])
  })
})

describe('what it says', () => {
  const refusalOf = (target: unknown): UnsafeRedirectError => {
    try {
      // @ts-expect-error: a query parser hands out whatever was in the query.
      safeTarget(target, { base })
    } catch (error) {
      if (error instanceof UnsafeRedirectError) return error
    }
    throw new Error('it passed')
  }

  test('carries a code, and a name for logs', () => {
    const { code, name } = refusalOf('//evil.example')
    expect({ code, name }).toEqual({ code: 'unsafe-redirect', name: 'UnsafeRedirectError' })
  })

  test('shows no more than the beginning of the target, on one line', () => {
    const { message } = refusalOf(`https://evil.example/\n${'a'.repeat(5000)}`)
    expect(message).toContain('"https://evil.example/\\na')
    expect(message).not.toContain('\n')
    expect(message.length).toBeLessThan(300)
  })

  test.each([[undefined], [null], [7], [['/a']], [{ toString: () => '/a' }], [new URL(base)]])(
    'refuses %o, which is no text',
    (target) => expect(refusalOf(target).message).toContain('be a path'),
  )
})

describe('the base and the allowed origins', () => {
  test('a further origin passes, written with a path or without', () => {
    const allow = ['https://accounts.example/', 'http://localhost:5173']
    expect(safeTarget('https://accounts.example/x', { base, allow }).href).toBe('https://accounts.example/x')
    expect(safeTarget('http://localhost:5173/x', { base, allow }).href).toBe('http://localhost:5173/x')
    expect(() => safeTarget('http://accounts.example/x', { base, allow })).toThrow(plain)
  })

  test('a path counts from the origin, without credentials of the base', () => {
    expect(safeTarget('/x', { base: 'https://user:secret@app.example/deep/page' }).href).toBe(
      'https://app.example/x',
    )
  })

  test.each(['file:///index.html', 'data:text/html,x', 'about:blank'])(
    'below %s nothing passes',
    (opaque) => {
      expect(() => safeTarget('/x', { base: opaque })).toThrow(UnsafeRedirectError)
    },
  )

  test('a blob: around the base does not reach the target', () => {
    expect(safeTarget('/x', { base: `blob:${base}4ee5e3a5` }).href).toBe('https://app.example/x')
  })

  test('a base that is no URL is the caller’s mistake, not the target’s', () => {
    expect(() => safeTarget('/x', { base: 'app.example' })).toThrow(TypeError)
  })
})

describe('the length', () => {
  test('is that of the whole URL, as it will be written', () => {
    const longest = `/${'a'.repeat(2048 - base.length)}`
    expect(safeTarget(longest, { base }).href).toHaveLength(2048)
    expect(() => safeTarget(`${longest}a`, { base })).toThrow('be shorter')
    expect(() => safeTarget(`/${'é'.repeat(400)}`, { base })).toThrow('be shorter')
  })

  test('a path encoded as deep as fits is refused in no time', () => {
    expect(() => safeTarget(`/%${'25'.repeat(1000)}2fx`, { base })).toThrow('decode to a path')
  })
})

describe('any target', () => {
  const allow = ['https://accounts.example']
  const pieces = fc.constantFrom(
    ...[
      '/',
      '//',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '?',
      '#',
      '%',
      '%2f',
      '%5c',
      '%2e',
      '%09',
      '%25',
      ' ',
      '\t',
      '\n',
      '\u200b',
    ],
    ...['http', 'https', 'https://', 'HTTPS://', 'javascript:', 'blob:', 'app.example', 'accounts.example'],
    ...['evil.com', ':443', ':8443', '\uff0f', '\u3002', '\ud800', 'é', 'x', '日本', '[::1]', '\u2100'],
  )
  const targets = fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 8 }).map((parts) => `/${parts.join('')}`),
    fc.array(pieces, { maxLength: 6 }).map((parts) => `https://app.example${parts.join('')}`),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...verdicts.map(({ input }) => input)),
  )

  /** The result, or nothing where the target was refused; any other error is a failure. */
  const passed = (target: string): URL | undefined => {
    try {
      return safeTarget(target, { base, allow })
    } catch (error) {
      expect(error).toBeInstanceOf(UnsafeRedirectError)
      return undefined
    }
  }

  test('that passes leads to an allowed origin over http(s), however it is read', () => {
    let count = 0
    fc.assert(
      fc.property(targets, (target) => {
        const url = passed(target)
        if (url === undefined) return
        count++
        expect(['https://app.example', 'https://accounts.example']).toContain(new URL(url.href).origin)
        expect(url.href).toMatch(/^https:\/\/(app|accounts)\.example\//)
        // A browser that is handed the target itself, or its path alone, arrives on the same origin.
        expect(new URL(target, base).origin).toBe(url.origin)
        expect(new URL(url.pathname, base).origin).toBe(new URL(base).origin)
      }),
      { numRuns: 3000 },
    )
    expect(count).toBeGreaterThan(100)
  })

  test('that passed once passes again, unchanged', () => {
    fc.assert(
      fc.property(targets, (target) => {
        const url = passed(target)
        if (url !== undefined) expect(passed(url.href)?.href).toBe(url.href)
      }),
      { numRuns: 3000 },
    )
  })
})
