import fc, { type Arbitrary } from 'fast-check'
import { app, optionsMaybeWithoutSecret, seeds, store } from './arbitrary-options.ts'
import { request } from './arbitrary-requests.ts'
import { hasParallelRequests, type Program } from './program.ts'

/** Programs of all kinds: every option, store and thing to do meets every other. */
export const program: Arbitrary<Program> = fc
  .record<Program>({
    options: optionsMaybeWithoutSecret,
    app,
    store,
    seeds,
    requests: fc.array(request, { minLength: 1, maxLength: 5 }),
  })
  .map(withoutAccidents)

/** Leaves out what is seen of two requests by accident only. */
function withoutAccidents(program: Program): Program {
  const { options, store } = program
  // Where both hold the very object that the store holds, nobody writes anything for it to change.
  const keeps = store.keeps === 'live' && hasParallelRequests(program) ? 'text' : store.keeps
  // A visitor who is given the ID of somebody else's session, which was never written for him, may or may not find it.
  const isFailing = store.failures.some(({ method }) => method === 'set')
  const genid = options.genid === 'constant' && isFailing ? 'counter' : options.genid
  return { ...program, options: { ...options, ...(genid && { genid }) }, store: { ...store, keeps } }
}
