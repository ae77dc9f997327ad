import { describe, expect, test } from 'vitest'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { createApp, type Handler } from './app.ts'
import { createBrowser } from './browser.ts'
import { kindsOfStore } from './kinds-of-store.ts'

/** Each way to change what is stored, ignored by the handler. */
const operations: Record<string, Handler> = {
  'save()': ({ session }) => {
    session.count = 1
    session.save()
  },
  'update()': ({ session }) => {
    session.update((data) => {
      data.count = 1
    })
  },
  'rotate()': ({ session }) => void session.rotate(),
  'regenerate()': ({ session }) => void session.regenerate(),
  'destroy()': ({ session }) => void session.destroy(),
  'reload()': ({ session }) => {
    // Read before, so that the failing read is the operation's own.
    expect(session.user).toBe('ann')
    session.reload()
  },
}

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  const begin = async () => {
    const clock = manualClock()
    let isFailing = false
    const store = aroundStore(createStore(clock), (_method, _args, call) => {
      // One call alone: whatever the commit asks for afterwards succeeds, and must not make the failure good.
      if (!isFailing) return call()
      isFailing = false
      throw new Error('the disk is full')
    })
    const browser = createBrowser(createApp({ clock, store }), clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    return {
      browser,
      failOnce: () => {
        isFailing = true
      },
    }
  }

  test('what was stored gets its cookie, whatever the handler has made of its data meanwhile', async () => {
    const clock = manualClock()
    const sessions = createApp({ clock, store: createStore(clock) })
    const request = { cookieHeader: undefined, path: '/', isSecure: false, raw: undefined }
    const context = sessions.context(request)
    await context.load()
    const session = context.getSession()
    session?.update((data) => {
      data.count = 1
    })
    Object.assign(session ?? {}, { odd: 1n })
    const response = { status: 200, cacheControl: undefined }
    await expect((async () => context.commit(response))()).rejects.toMatchObject({ code: 'not-json' })
    expect((await context.editsAfterFailure(response)).setCookie).toHaveLength(1)
  })

  test('data that are no JSON keep nobody from unsetting the session', async () => {
    const { browser } = await begin()
    await browser.visit((request) => {
      Object.assign(request.unguarded, { odd: 1n })
      request.session = null
    })
    expect(await browser.peek()).toMatchObject({ status: 'none' })
  })

  test.each(Object.entries(operations))(
    'a failed %s that the handler ignored fails the response',
    async (_name, operation) => {
      const { browser, failOnce } = await begin()
      const response = browser.visit((request) => {
        expect(request.session.user).toBe('ann')
        failOnce()
        return operation(request)
      })
      await expect(response).rejects.toMatchObject({ code: 'store-unavailable' })
      await browser.visit(({ session }) => expect(session.user).toBe('ann'))
    },
  )

  test.each(Object.entries(operations))(
    'a failed %s after the headers, ignored, fails the rest of the response',
    async (name, operation) => {
      const { browser, failOnce } = await begin()
      // Whose cookie can no longer be sent is refused before the store is asked.
      const needsCookie = name === 'rotate()' || name === 'regenerate()'
      const response = browser.visit(({ session }) => session.user, {
        afterHeaders: (request) => {
          failOnce()
          return operation(request)
        },
      })
      await expect(response).rejects.toMatchObject({
        code: needsCookie ? 'headers-sent' : 'store-unavailable',
      })
    },
  )
})
