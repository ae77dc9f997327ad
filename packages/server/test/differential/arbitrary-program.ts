import fc, { type Arbitrary } from 'fast-check'
import { app, optionsMaybeWithoutSecret, seeds, store } from './arbitrary-options.ts'
import { request } from './arbitrary-requests.ts'
import {
  type Action,
  hasParallelRequests,
  type Program,
  type RequestPlan,
  type StoreMethod,
} from './program.ts'

/** Programs of all kinds: every option, store and thing to do meets every other. */
export const program: Arbitrary<Program> = fc
  .record<Program>({
    options: optionsMaybeWithoutSecret,
    app,
    store,
    seeds,
    requests: fc.array(request, { minLength: 1, maxLength: 5 }),
  })
  .filter((each) => !isHalfWay(each))
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

/** Whether something may fail half-way, where it depends on how far it came what is told and what is left. */
function isHalfWay(program: Program): boolean {
  const { options, store } = program
  const fails = (method: StoreMethod, how?: 'throws'): boolean =>
    store.failures.some((each) => each.method === method && each.how === (how ?? each.how))
  const does = (isIt: (action: Action) => boolean): boolean => actionsOf(program).some(isIt)
  const calls = (call: string): boolean => does((each) => each.do === 'store' && each.call === call)
  const cannotBegin = typeof options.cookie?.attributes.maxAge === 'string' || fails('destroy', 'throws')
  return (
    // express-session never answers with a session that is none.
    (cannotBegin && does((each) => each.do === 'regenerate')) ||
    // The store's own method, called by the app.
    (fails('get', 'throws') && calls('load')) ||
    // What could not be written is gone.
    (fails('set') && calls('clear'))
  )
}

function actionsOf({ requests }: Program): Action[] {
  const all = ({ actions, afterwards }: RequestPlan): Action[] =>
    [...actions, ...afterwards].flatMap((each) => (each.do === 'meanwhile' ? all(each.request) : [each]))
  return requests.flatMap(all)
}
