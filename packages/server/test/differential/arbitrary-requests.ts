import fc, { type Arbitrary } from 'fast-check'
import { dataKey, duration, json, mostly, oneOf, usually } from './arbitrary-values.ts'
import type { Action, Answer, Attribute, CookiePlan, RequestPlan } from './program.ts'

const attributeChange: Arbitrary<Action> = fc.oneof(
  fc.record({
    do: fc.constant('cookie' as const),
    attribute: oneOf('maxAge', 'expires'),
    value: mostly<Attribute>(
      3,
      fc.oneof(
        duration,
        duration.map((ms) => ({ in: ms })),
      ),
      oneOf<Attribute>(null, false),
    ),
  }),
  // express-session gives no answer at all where these are of another type.
  fc.record({
    do: fc.constant('cookie' as const),
    attribute: fc.constant('originalMaxAge'),
    value: mostly<Attribute>(3, duration, fc.constant(null)),
  }),
  fc.record({
    do: fc.constant('cookie' as const),
    attribute: oneOf('secure', 'httpOnly', 'path', 'sameSite', 'domain', 'mine'),
    value: oneOf<Attribute>(true, false, '/admin', 'lax', 'example.com'),
  }),
)

const change: Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), key: dataKey, value: json }) },
  fc.record({ do: fc.constant('nest' as const), key: dataKey, inner: oneOf('a', 'b'), value: json }),
  fc.record({ do: fc.constant('append' as const), key: dataKey, value: json }),
  fc.record({ do: fc.constant('delete' as const), key: dataKey }),
)

const method: Arbitrary<Action> = fc.oneof(
  fc.record({
    do: fc.constant('save' as const),
    times: usually(3, 1, 2),
    hasCallback: usually(3, true, false),
  }),
  oneOf<Action>({ do: 'reload' }, { do: 'regenerate' }, { do: 'touch' }, { do: 'resetMaxAge' }),
  fc.record({ do: fc.constant('destroy' as const), hasCallback: usually(3, true, false) }),
  fc.record({ do: fc.constant('unset' as const), as: oneOf('null', 'undefined', 'false', 'delete') }),
)

const rest: Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: duration.map(Math.abs) }),
  fc.constant({ do: 'turn' as const }),
  oneOf<Action>(
    { do: 'header', name: 'Set-Cookie', value: 'app=1' },
    { do: 'header', name: 'Cache-Control', value: 'public, max-age=60' },
    { do: 'header', name: 'X-App', value: 'yes' },
  ),
  fc.record({ do: fc.constant('store' as const), call: oneOf('all', 'length', 'load', 'clear') }),
)

const look: Arbitrary<Action> = fc.constant({ do: 'look' })

const action: Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: look },
  { weight: 6, arbitrary: change },
  { weight: 4, arbitrary: method },
  { weight: 2, arbitrary: attributeChange },
  { weight: 2, arbitrary: rest },
)

/** Not of what the handler may have changed before: taken back in between, it would be as if nothing had changed. */
const lateChange: Arbitrary<Action> = fc.record({
  do: fc.constant('set' as const),
  key: fc.constant('late'),
  value: json,
})

const body = oneOf('hello', '', 'é')

const answer: Arbitrary<Answer> = fc.oneof(
  { weight: 4, arbitrary: oneOf<Answer>({ by: 'json' }, { by: 'end' }) },
  fc.record({ by: fc.constant('send' as const), body, isBuffer: oneOf(false, true) }),
  fc.record({ by: fc.constant('end with' as const), body, hasLength: oneOf(false, true) }),
  fc.record({
    by: fc.constant('end with' as const),
    body: oneOf('68656c6c6f'),
    encoding: oneOf('hex', 'utf8'),
    hasLength: oneOf(false, true),
  }),
  fc.record({ by: fc.constant('end twice' as const), body }),
  fc.record({
    by: fc.constant('writeHead' as const),
    status: oneOf(200, 404, 204, 304),
    body: oneOf('', 'hello'),
    setsCookie: oneOf(false, true),
  }),
  fc.record({
    by: fc.constant('pieces' as const),
    pieces: fc.array(oneOf('one ', 'é', 'three'), { minLength: 1, maxLength: 3 }),
    between: fc.array(lateChange, { maxLength: 2 }),
    hasLength: oneOf(false, true),
  }),
  fc.record({ by: fc.constant('redirect' as const), to: oneOf('/', '/admin?x=1', 'https://example.com/') }),
  fc.record({ by: fc.constant('status' as const), status: oneOf(204, 304, 404, 500) }),
  oneOf<Answer>({ by: 'throw' }, { by: 'reject' }, { by: 'next' }, { by: 'next with an error' }),
)

const cookie: Arbitrary<CookiePlan> = mostly<CookiePlan>(
  5,
  oneOf<CookiePlan>(
    { of: 'own', form: 'signed' },
    { of: 0, form: 'signed' },
    { of: 0, form: 'signed' },
    { of: 1, form: 'signed' },
  ),
  fc.record(
    {
      of: oneOf<CookiePlan['of']>('own', 'first', 'stranger', 0, 1),
      form: oneOf(
        'signed',
        'signed by the last secret',
        'signed by another secret',
        'tampered',
        'without signature',
        'unsigned',
        'not encoded',
        'quoted',
        'garbage',
        'empty',
      ),
      isOther: fc.constant(true),
    },
    { requiredKeys: ['of', 'form'] },
  ),
)

const headers: Arbitrary<Record<string, string>> = mostly<Record<string, string>>(
  2,
  fc.constant({}),
  oneOf<Record<string, string>>(
    { 'x-forwarded-proto': 'https' },
    { 'x-forwarded-proto': 'HTTPS , http' },
    { 'x-forwarded-proto': 'http' },
    { 'if-none-match': '*' },
  ),
)

const url = mostly(
  1,
  oneOf('/', '/app'),
  oneOf('/admin', '/admin/', '/administrator', '/admin/x?y=/', '/application', '//app'),
)

/** A request whose handler does these. */
function requestWith(
  actions: Arbitrary<Action[]>,
  before: Arbitrary<RequestPlan['before']>,
): Arbitrary<RequestPlan> {
  return fc
    .record({
      method: usually(5, 'GET', 'HEAD', 'POST'),
      url,
      isEncrypted: usually(6, false, true),
      headers,
      cookies: mostly<CookiePlan[]>(
        6,
        fc.array(cookie, { minLength: 1, maxLength: 1 }),
        fc.array(cookie, { maxLength: 3 }),
      ),
      after: mostly(1, fc.constant(0), duration.map(Math.abs)),
      before,
      actions,
      answer,
      afterwards: mostly<readonly Action[]>(
        6,
        fc.constant([]),
        fc.oneof(look, change, method).map((each) => [each]),
      ),
    })
    .map(withoutRaces)
}

/** While these are waited for, what was not waited for goes on. */
const takingTime: readonly Action['do'][] = ['reload', 'meanwhile', 'store', 'turn']

/**
 * The drop-in waits for the saves that are under way when a response begins or ends, and so decides a little later. What
 * comes first then, is no promise: such handlers wait for their saves, and do nothing more once they have answered.
 */
function withoutRaces(request: RequestPlan): RequestPlan {
  const { actions, answer } = request
  const isInPieces = answer.by === 'pieces' || answer.by === 'writeHead'
  const isLater = ['throw', 'reject', 'next', 'next with an error'].includes(answer.by)
  const goesOn = request.afterwards.length > 0
  const isAwaited = isInPieces || goesOn || actions.some((each) => takingTime.includes(each.do))
  return {
    ...request,
    actions: isAwaited ? actions.map(awaited) : actions,
    afterwards: isInPieces || isLater ? [] : request.afterwards,
  }
}

function awaited(action: Action): Action {
  return action.do === 'save' || action.do === 'destroy' ? { ...action, hasCallback: true } : action
}

const inner = requestWith(fc.array(action, { maxLength: 3 }), fc.constant('nothing'))

const meanwhile: Arbitrary<Action> = fc.record({ do: fc.constant('meanwhile' as const), request: inner })

const outerActions: Arbitrary<Action[]> = fc.array(
  fc.oneof({ weight: 40, arbitrary: action }, { weight: 3, arbitrary: meanwhile }),
  { maxLength: 5 },
)

export const request: Arbitrary<RequestPlan> = requestWith(
  outerActions,
  usually(10, 'nothing', 'disconnect', 'connect', 'restart', 'restart', 'preset session'),
)
