import { afterEach, expect, test, vi } from 'vitest'
import { minute } from '../durations.ts'
import { Browser, type Handler, modules, recommended, serve } from './app.ts'

afterEach(() => {
  vi.useRealTimers()
})

test.each(Object.entries(modules))(
  '%s shows the renewed cookie to who looks at the session after the response has ended',
  async (_name, module) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 })
    const seen: unknown[] = []
    const handlers: Record<string, Handler> = {
      '/sign-in': (request, response) => {
        request.session.user = 'ann'
        response.end()
      },
      '/late': (request, response) => {
        response.end()
        seen.push(request.session.cookie.maxAge)
      },
    }
    const port = await serve(module({ ...recommended, cookie: { maxAge: minute } }), handlers)
    const browser = new Browser(port)
    await browser.get('/sign-in')
    vi.setSystemTime(500)
    await browser.get('/late')
    expect(seen).toEqual([minute])
  },
)
