import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MemoryStore } from '../src/express-session/index.ts'
import type { Clock, SessionStore } from '../src/index.ts'
import { legacyStore } from '../src/store/legacy.ts'
import { manualClock } from '../src/testing/index.ts'
import { createApp, type TestSession } from './app.ts'
import { createBrowser, runRequest } from './browser.ts'
import { deepFreeze } from './deep-freeze.ts'
import { Browser, type Handler, modules, recommended, serve } from './express-session/app.ts'
import { SlowStore } from './express-session/stores.ts'
import { kindsOfStore } from './kinds-of-store.ts'

/** What a module of an app holds once, for all visitors. Whoever writes into it gets a TypeError. */
const constants = deepFreeze({
  prefs: { theme: 'light', tags: ['a'], deep: { n: 1, list: [{ x: 1 }] } },
  empty: {},
  list: ['a', { b: 1 }],
  other: { theme: 'dark', deep: { m: 2 } },
})
const before = JSON.stringify(constants)

type Name = keyof typeof constants
type Key = 'one' | 'two' | 'three'
type Step =
  | { do: 'assign'; key: Key; name: Name }
  | { do: 'nest'; key: Key; inner: string; name: Name | undefined }
  | { do: 'push'; key: Key; name: Name | undefined }
  | { do: 'alias'; key: Key; to: Key }
  | { do: 'delete'; key: Key }
  | { do: 'replace'; key: Key; name: Name }
  | { do: 'update'; key: Key; name: Name | undefined }
  | { do: 'save' | 'reload' | 'rotate' }
  | { do: 'meanwhile'; steps: Step[] }

const key = fc.constantFrom<Key>('one', 'two', 'three')
const name = fc.constantFrom<Name>('prefs', 'empty', 'list', 'other')
const maybe = fc.option(name, { nil: undefined })
const simple: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('assign'), key, name }),
  fc.record({
    do: fc.constant('nest'),
    key,
    inner: fc.constantFrom('theme', 'deep', 'tags', 'mine'),
    name: maybe,
  }),
  fc.record({ do: fc.constant('push'), key, name: maybe }),
  fc.record({ do: fc.constant('alias'), key, to: key }),
  fc.record({ do: fc.constant('delete'), key }),
)
const stepOf = (others: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 3, arbitrary: simple },
    { weight: 1, arbitrary: others },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('meanwhile'),
        steps: fc.array(simple, { minLength: 1, maxLength: 4 }),
      }),
    },
  )
const requests = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step[][]> =>
  fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 4 })

let secrets = 0
/** What a visitor brings, and nobody else may see. */
const secret = (): unknown => ({ secret: ++secrets })

/** The steps that need no more than the data. An app does not write into what it has frozen. */
function change(data: Record<string, unknown>, step: Step): void {
  const of = (name: Name | undefined): unknown => (name === undefined ? secret() : constants[name])
  switch (step.do) {
    case 'assign':
      data[step.key] = constants[step.name]
      return
    case 'nest': {
      const inner = data[step.key]
      if (isOpen(inner) && !Array.isArray(inner)) Reflect.set(inner, step.inner, of(step.name))
      return
    }
    case 'push': {
      const list = data[step.key]
      if (Array.isArray(list) && isOpen(list)) list.push(of(step.name))
      return
    }
    case 'alias':
      data[step.key] = data[step.to]
      return
    case 'delete':
      delete data[step.key]
  }
}

function isOpen(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Object.isFrozen(value)
}

const kinds: [string, (clock: Clock) => SessionStore][] = [
  ...kindsOfStore,
  ['a store of express-session', (clock) => legacyStore(new SlowStore(), { clock })],
]

describe.each(kinds)('over %s', (_kind, createStore) => {
  const operation: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constantFrom('save', 'reload', 'rotate') }),
    fc.record({ do: fc.constant('replace'), key, name }),
    fc.record({ do: fc.constant('update'), key, name: maybe }),
  )

  test('whatever handlers do with what the app keeps for all visitors, it stays as it was', async () => {
    await fc.assert(
      fc.asyncProperty(requests(stepOf(operation)), async (program) => {
        const clock = manualClock()
        const sessions = createApp({ clock, store: createStore(clock) })
        const browser = createBrowser(sessions, clock)
        await browser.visit(({ session }) => Object.assign(session, { begun: true, one: { deep: { n: 0 } } }))
        for (const steps of program) {
          const { cookieHeader } = browser
          const meanwhile = (others: readonly Step[]): Promise<unknown> =>
            runRequest(
              sessions,
              ({ unguarded }) => {
                for (const step of others) change(unguarded, step)
              },
              { cookieHeader },
            )
          await browser.visit(async (request) => {
            for (const step of steps) {
              const session: TestSession = request.unguarded
              if (step.do === 'meanwhile') await gone(meanwhile(step.steps))
              else if (step.do === 'replace')
                request.session = { [step.key]: constants[step.name], ...session }
              else if (step.do === 'update') {
                await session.update((data) => {
                  data[step.key] = step.name === undefined ? secret() : constants[step.name]
                })
              } else if (step.do === 'save' || step.do === 'reload' || step.do === 'rotate')
                await session[step.do]()
              else change(session, step)
            }
          })
        }
        expect(JSON.stringify(constants)).toBe(before)
      }),
      { numRuns: 60 },
    )
  })
})

/** A request with the sid that a rotation took away may be told that its session is gone; and nothing else may fail. */
async function gone(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (Object(error).code !== 'session-gone') throw error
  }
}

test.each([
  ['MemoryStore', () => new MemoryStore()],
  ['a store that takes its time', () => new SlowStore()],
])('the same in the drop-in, over %s', async (_kind, createStore) => {
  let program: readonly Step[] = []
  const failures: unknown[] = []
  const act: Handler = async (request, response) => {
    const steps =
      request.headers['x-meanwhile'] === undefined
        ? program
        : JSON.parse(String(request.headers['x-meanwhile']))
    for (const step of steps) {
      const { session } = request
      if (step.do === 'meanwhile') await browser.get('/act', { 'x-meanwhile': JSON.stringify(step.steps) })
      else if (step.do === 'save' || step.do === 'reload') {
        await new Promise<void>((resolve, reject) => {
          session[step.do === 'save' ? 'save' : 'reload']((error) => (error ? reject(error) : resolve()))
        })
      } else change(session, step)
    }
    response.end('done')
  }
  const port = await serve(
    modules['@sojourn/server/express-session']({ ...recommended, store: createStore() }),
    {
      '/begin': ({ session }, response) => {
        session.one = { deep: { n: 0 } }
        response.end('done')
      },
      '/act': (request, response, next) => Promise.resolve(act(request, response, next)).catch(next),
    },
    { onError: (error) => failures.push(error) },
  )
  let browser = new Browser(port)
  const operation: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom('save', 'reload') })
  await fc.assert(
    fc.asyncProperty(requests(stepOf(operation)), async (steps) => {
      browser = new Browser(port)
      await browser.get('/begin')
      for (const each of steps) {
        program = each
        expect(await browser.get('/act')).toMatchObject({ status: 200, body: 'done' })
      }
      expect(failures).toEqual([])
      expect(JSON.stringify(constants)).toBe(before)
    }),
    { numRuns: 25 },
  )
})
