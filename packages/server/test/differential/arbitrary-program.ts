import fc, { type Arbitrary } from 'fast-check'
import { app, optionsMaybeWithoutSecret, seeds, store } from './arbitrary-options.ts'
import { request } from './arbitrary-requests.ts'
import type { Program } from './program.ts'

/** Programs of all kinds: every option, store and thing to do meets every other. */
export const program: Arbitrary<Program> = fc.record({
  options: optionsMaybeWithoutSecret,
  app,
  store,
  seeds,
  requests: fc.array(request, { minLength: 1, maxLength: 5 }),
})
