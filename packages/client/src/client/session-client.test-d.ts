import ky from 'ky'
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod/mini'
import { createSessionClient, type SessionState, type ViewData } from '../index.ts'

interface View {
  readonly name: string | null
  readonly cartSize: number
}
/** As the server's sessions carry it, in a program that knows nothing of the server. */
interface AppSessions {
  readonly '~view'?: View
  context(request: object): object
}

test('the type of data comes from the type of the sessions', () => {
  expectTypeOf<ViewData<AppSessions>>().toEqualTypeOf<View>()
  const session = createSessionClient<AppSessions>({ url: '/session' })
  expectTypeOf(session.getSnapshot()).toEqualTypeOf<SessionState<View>>()
  session.on('changed', ({ state, identity }) => {
    expectTypeOf(state.data).toEqualTypeOf<View>()
    expectTypeOf(identity).toEqualTypeOf<boolean>()
  })
})

test('or from a schema', () => {
  const session = createSessionClient({ data: z.object({ name: z.string() }) })
  const state = session.getSnapshot()
  if (state.status === 'active') expectTypeOf(state.data).toEqualTypeOf<{ name: string }>()
})

test('or it is unknown', () => {
  const state = createSessionClient().getSnapshot()
  if (state.status === 'active') expectTypeOf(state.data).toEqualTypeOf<unknown>()
})

test('data is there only while the session is active', () => {
  const state = createSessionClient<AppSessions>().getSnapshot()
  // @ts-expect-error unknown and none hold no data
  state.data
  if (state.status === 'none') expectTypeOf(state.reason).toExtend<string>()
  if (state.status === 'active')
    expectTypeOf(state.phase).toEqualTypeOf<'steady' | 'expiring' | 'verifying'>()
})

test('a stay without end has no number of seconds left', () => {
  createSessionClient().countdown.subscribe(({ remaining }) => {
    expectTypeOf(remaining).toEqualTypeOf<number | null>()
  })
})

test('the hooks are what ky takes, and fetch is what fetch is', () => {
  const session = createSessionClient()
  ky.extend({ hooks: session.kyHooks })
  expectTypeOf(session.fetch).toExtend<typeof fetch>()
})

test('what is observed is a response of fetch, of axios, or of a few lines around XHR', () => {
  const session = createSessionClient()
  session.observe(new Response(), 120)
  // As axios declares it.
  type AxiosHeaders = Partial<{ [name: string]: string | string[] | null } & { Server: string }>
  const response = { status: 200, headers: {} as AxiosHeaders, data: 'tea' }
  session.observe(response)
  const request = new XMLHttpRequest()
  session.observe({
    status: request.status,
    headers: { get: (name: string) => request.getResponseHeader(name) },
  })
  // @ts-expect-error a body is no response
  session.observe('tea')
})

test('a trace says what was done, and why, in words of a list', () => {
  createSessionClient().on('trace', ({ type, cause }) => {
    expectTypeOf(type).toExtend<string>()
    expectTypeOf(cause).toEqualTypeOf<string>()
    // @ts-expect-error no such thing is done
    if (type === 'sing') return
  })
})
