import { expectTypeOf, test } from 'vitest'
import type * as z from 'zod/mini'
import type { Problem } from './problem.ts'
import type { problemSchema, viewSchema } from './schemas.ts'
import type { readView, SessionView } from './view.ts'

test('a schema reads exactly the type that is written by hand', () => {
  expectTypeOf<z.output<typeof viewSchema>>().toEqualTypeOf<SessionView>()
  expectTypeOf<z.output<typeof problemSchema>>().toEqualTypeOf<Problem>()
  expectTypeOf<ReturnType<typeof readView>>().toEqualTypeOf<z.output<typeof viewSchema>>()
})

test('data is unknown until somebody parses it', () => {
  type Active = Extract<z.output<typeof viewSchema>, { status: 'active' }>
  expectTypeOf<Active['data']>().toEqualTypeOf<unknown>()
})
