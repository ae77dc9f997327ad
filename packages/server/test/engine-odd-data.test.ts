import { expect, test } from 'vitest'
import { createSessions, memoryStore } from '../src/index.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { createApp, secret, start } from './app.ts'
import { codeOf, createBrowser, runRequest } from './browser.ts'

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

test.each(['id', 'cookie', 'expiresAt', 'endsAt', 'isNew', 'save', 'update'])(
  'a data key %s is an error, never dropped',
  async (key) => {
    const clock = manualClock()
    const sessions = createApp({ clock })
    const browser = createBrowser(sessions, clock)
    // As a CommonJS app without "use strict" assigns: nothing is thrown for a getter without a setter.
    const assign = new Function('object', 'key', 'object[key] = 1') as (object: object, key: string) => void
    expect(
      await codeOf(
        browser.visit(({ session }) => {
          assign(session, key)
        }),
      ),
    ).toBe('reserved-key')
  },
)

test('a refused assignment leaves the session as it was', async () => {
  const { browser } = await start()
  await browser.visit((request) => {
    expect(() => {
      request.session = { save: 1 }
    }).toThrow(expect.objectContaining({ code: 'reserved-key' }))
  })
  await browser.visit(({ session }) => {
    expect(session.user).toBe('ann')
  })
})

test.each([
  { '~standard': {} },
  { '~standard': { version: 1, vendor: 'x', validate: 5 } },
  { '~standard': null },
])('a schema that is none is refused by name', (schema) => {
  expect(() => createSessions({ secret, schema: schema as never })).toThrow(
    expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining('schema') }),
  )
})

test.each([{ at: new Date(Number.NaN) }, { at: [undefined] }, { at: new Array(2) }])(
  'what JSON would turn into null unasked is refused: %o',
  async (data) => {
    const clock = manualClock()
    const browser = createBrowser(createApp({ clock }), clock)
    expect(
      await codeOf(
        browser.visit(({ session }) => {
          Object.assign(session, data)
        }),
      ),
    ).toBe('not-json')
  },
)

test('reset by a mere read writes nothing', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const { browser } = await start({ clock, store, onInvalid: 'reset' })
  const key = store.calls[0]?.key ?? ''
  const record = await store.read(key)
  if (record) await store.write(key, { ...record, data: '{nonsense' }, 1)
  store.calls.length = 0
  await browser.visit(({ session }) => {
    expect(session.user).toBeUndefined()
  })
  expect(store.calls.map(({ method }) => method)).toEqual(['read'])
})

test('an asynchronous answer of the schema that rejects later does not end the process', async () => {
  const clock = manualClock()
  let calls = 0
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 't',
      validate: (value: unknown) => (calls++ === 0 ? { value } : Promise.reject(new Error('late'))),
    },
  }
  const seen: unknown[] = []
  const listener = (reason: unknown) => {
    seen.push(reason)
  }
  process.on('unhandledRejection', listener)
  const sessions = createSessions({ secret, clock, schema: schema as never })
  const code = await codeOf(runRequest(sessions, ({ session }) => session))
  await settle()
  await settle()
  process.off('unhandledRejection', listener)
  expect(code).toBe('record-invalid')
  expect(seen).toEqual([])
})
