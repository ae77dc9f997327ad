import fc, { type Arbitrary } from 'fast-check'
import { app, optionsMaybeWithoutSecret, seeds, store } from './arbitrary-options.ts'
import { request } from './arbitrary-requests.ts'
import { type Action, hasParallelRequests, type Program } from './program.ts'

/** Programs of all kinds: every option, store and thing to do meets every other. */
export const program: Arbitrary<Program> = fc
  .record<Program>({
    options: optionsMaybeWithoutSecret,
    app,
    store,
    seeds,
    requests: fc.array(request, { minLength: 1, maxLength: 5 }),
  })
  .filter((each) => !(cannotBegin(each) && regenerates(each)))
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

/** A `regenerate` that fails half-way leaves a session that is none, with which express-session never answers. */
function cannotBegin({ options, store }: Program): boolean {
  const hasWrongCookie = typeof options.cookie?.attributes.maxAge === 'string'
  return hasWrongCookie || store.failures.some(({ method, how }) => method === 'destroy' && how === 'throws')
}

function regenerates({ requests }: Program): boolean {
  const isRegenerate = (action: Action): boolean =>
    action.do === 'meanwhile' ? action.request.actions.some(isRegenerate) : action.do === 'regenerate'
  return requests.some(({ actions, afterwards }) => [...actions, ...afterwards].some(isRegenerate))
}
