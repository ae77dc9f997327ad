import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { pathOf, withoutTrailingSlashes } from '../src/adapters/node/request.ts'
import { cookieValues } from '../src/cookie/parse.ts'
import { sidOf } from '../src/express-session/request-cookie.ts'
import { toSigner } from '../src/express-session/signers.ts'
import { counted } from './counted-text.ts'
import { hostileRequests } from './hostile-requests.ts'

const packages = fileURLToPath(new URL('../../', import.meta.url))
const sources = ['server', 'contract'].flatMap((name) =>
  globSync(`${packages}${name}/src/**/*.ts`).filter((path) => !/\.test(-d)?\.ts$/.test(path)),
)

interface Expression {
  readonly file: string
  readonly text: string
}

function expressionsIn(path: string): Expression[] {
  const found: Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node))
      found.push({ file: path.slice(packages.length), text: node.text })
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest))
  return found
}

/** Without escapes and classes, in which `+` and `*` are letters. */
function skeleton(text: string): string {
  return text.replace(/\\./g, 'a').replace(/\[[^\]]*\]/g, 'a')
}

/** An expression that may begin anywhere and repeats something tries anew from each place: the square of the length. */
function triesFromEachPlace(text: string): boolean {
  const bare = skeleton(text)
  return /[+*{]/.test(bare) && !bare.startsWith('/^')
}

/** A repetition within a repeated group can split one text in many ways: it may take two to the power of the length. */
function repeatsWhatRepeats(text: string): boolean {
  return /[+*}][^()]*\)[+*{]/.test(skeleton(text))
}

/** Known to be linear, or never shown a text of a request. */
const allowed: Readonly<Record<string, string>> = {
  '/=+$/': 'what Node.js made of a digest: 44 characters',
  '/^\\.?[a-z\\d-]+(\\.[a-z\\d-]+)*$/i': 'an option; and a dot stands between the repetitions',
  '/^[\\w-]+(?::[\\w-]+)*$/': 'an option; and a colon stands between the repetitions',
  '/_[a-z]|-[\\da-f]{4}/g': 'four digits, no more and no less',
  '/^k(?:[a-z\\d]|_[a-z]|-[\\da-f]{4})*$/':
    'the branches begin with other characters, and four digits are four',
}

test('no regular expression of the server or the contract can backtrack over a long text', () => {
  const expressions = sources.flatMap(expressionsIn)
  expect(expressions.length).toBeGreaterThan(10)
  const slow = expressions.filter(
    ({ text }) => (triesFromEachPlace(text) || repeatsWhatRepeats(text)) && !(text in allowed),
  )
  expect(slow).toEqual([])
})

test.each(['/\\/+$/', '/a*b/', '/(a+)+$/', '/^(a+)+$/', '/x{2,}/'])('the rule refuses %s', (text) => {
  expect(triesFromEachPlace(text) || repeatsWhatRepeats(text)).toBe(true)
})

test.each(['/^[+*]+$/', '/\\+/', '/^(.+-)?cdn$/'])('the rule lets pass %s', (text) => {
  expect(triesFromEachPlace(text) || repeatsWhatRepeats(text)).toBe(false)
})

describe('each text is gone over a few times, however it is made', () => {
  test.each(hostileRequests.flatMap(({ name, path }) => (path.length > 1000 ? [[name, path]] : [])))(
    'the path: %s',
    (_name, path) => {
      const seen = counted(path)
      withoutTrailingSlashes(seen.text)
      expect(seen.looks()).toBeLessThan(3 * path.length)
      expect(pathOf(path).length).toBeLessThanOrEqual(path.length)
    },
  )

  test.each(hostileRequests.flatMap(({ name, headers }) => (headers.cookie ? [[name, headers.cookie]] : [])))(
    'the cookies: %s',
    (_name, cookie) => {
      const seen = counted(cookie)
      cookieValues(seen.text, 'sid')
      expect(seen.looks()).toBeLessThan(4 * cookie.length)
    },
  )
})

test('of many forged cookies of our name four are tried, and in the drop-in one', () => {
  const cookie = hostileRequests.find(({ name }) => name.startsWith('forged'))?.headers.cookie
  expect(cookieValues(cookie, 'sid')).toHaveLength(4)
  let verified = 0
  const signer = toSigner('a secret')
  const counting = {
    sign: signer.sign,
    verify(text: string, signature: string) {
      verified++
      return signer.verify(text, signature)
    },
  }
  const request = { headers: { cookie } } as Parameters<typeof sidOf>[0]
  expect(sidOf(request, 'connect.sid', [counting])).toBeUndefined()
  expect(verified).toBe(1)
})
