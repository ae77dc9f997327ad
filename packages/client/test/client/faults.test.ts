import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { equip } from '../pains/support/shared-storage.ts'
import { minute } from '../support/durations.ts'
import { activeView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

/** What reaches the page's error handler until the test is over. */
function errorsOfPage(): unknown[] {
  const errors: unknown[] = []
  const note = (event: ErrorEvent): void => {
    event.preventDefault()
    errors.push(event.error)
  }
  // The test runner prints what is reported, too.
  const log = vi.spyOn(console, 'error').mockReturnValue()
  addEventListener('error', note)
  onTestFinished(() => {
    removeEventListener('error', note)
    log.mockRestore()
  })
  return errors
}

describe.each([
  ['that reports errors', true],
  ['that has no reportError', false],
])('in an environment %s', (_, hasReportError) => {
  test('a listener that throws is reported, and is no failed request', async () => {
    const { reportError } = globalThis
    if (!hasReportError) Object.assign(globalThis, { reportError: undefined })
    onTestFinished(() => void Object.assign(globalThis, { reportError }))
    const errors = errorsOfPage()
    const broken = new TypeError('A listener of the app')
    const { session, start, events } = createRig()
    server.reply(() => activeView())
    const fault = (): never => {
      throw broken
    }
    session.subscribe(fault)
    session.on('started', fault)
    await start()
    expect(await session.refresh()).toMatchObject({ status: 'active', connection: 'online', stale: false })
    await expect.poll(() => errors).toEqual([broken, broken])
    expect(events).not.toContain('error')
  })
})

/** As thrown by a fetch, or by the body of an answer. */
const thrown: [string, unknown][] = [
  ['a TypeError', new TypeError('Failed to fetch')],
  ['a TypeError that no browser words so', new TypeError('The tunnel collapsed')],
  ['an AbortError of somebody else', new DOMException('The page is busy', 'AbortError')],
  ['a SyntaxError', new SyntaxError('The pattern is odd')],
  ['no error at all', 'nothing'],
]

describe('what fetch rejects with is the network’s', () => {
  test.each(thrown)('%s', async (_, error) => {
    let isDown = true
    const { session, start, clock, idle } = createRig({
      fetch: () => (isDown ? Promise.reject(error) : Promise.resolve(Response.json(activeView()))),
    })
    await start()
    expect(session.getSnapshot()).toMatchObject({ connection: 'offline', error: { code: 'offline' } })
    await expect(session.refresh()).rejects.toMatchObject({ code: 'offline' })
    isDown = false
    // It comes back by itself.
    clock.advance(minute)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', connection: 'online' })
  })

  test.each(thrown)('%s in the middle of a body', async (_, error) => {
    const { session } = createRig({
      fetch: async () => Object.assign(new Response(), { text: () => Promise.reject(error) }),
    })
    await expect(session.refresh()).rejects.toMatchObject({ code: 'offline', cause: error })
  })

  test('a body that breaks off', async () => {
    const start = new TextEncoder().encode('{"status":')
    const body = (): ReadableStream =>
      new ReadableStream({
        start: (controller) => controller.enqueue(start),
        pull: (controller) => controller.error(),
      })
    const { session } = createRig({ fetch: async () => new Response(body()) })
    await expect(session.refresh()).rejects.toMatchObject({ code: 'offline' })
  })

  test('but what dispose() puts an end to was given up', async () => {
    const sent = Promise.withResolvers<void>()
    const { session } = createRig({
      fetch: (input) =>
        new Promise((_, reject) => {
          new Request(input).signal.addEventListener('abort', () => reject(new TypeError('Gone')))
          sent.resolve()
        }),
    })
    const asked = expect(session.refresh()).rejects.toMatchObject({ code: 'aborted' })
    await sent.promise
    session.dispose()
    await asked
  })
})

describe('what is thrown after an answer has come is not', () => {
  test.each(thrown)('%s of the app’s schema', async (_, error) => {
    const { session } = createRig({
      data: {
        '~standard': {
          version: 1,
          vendor: 'app',
          validate() {
            throw error
          },
        },
      },
    })
    server.reply(() => activeView({ data: 'tea' }))
    await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer', cause: error })
    expect(session.getSnapshot()).toMatchObject({ connection: 'online', error: { code: 'bad-answer' } })
    session.apply(activeView({ data: 'tea' }))
    expect(session.getSnapshot()).toMatchObject({ connection: 'online', error: { code: 'bad-answer' } })
  })

  test('a fault of the client’s own', async () => {
    const fault = new TypeError('This channel is mute')
    class Mute extends BroadcastChannel {
      override postMessage(): never {
        throw fault
      }
    }
    const { session, start, page } = createRig()
    equip(page.env, { BroadcastChannel: Mute })
    server.reply(
      () => activeView(),
      () => activeView({ id: 'stay-2' }),
    )
    await start()
    await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer', cause: fault })
    expect(session.getSnapshot()).toMatchObject({ status: 'active', connection: 'online' })
  })
})
