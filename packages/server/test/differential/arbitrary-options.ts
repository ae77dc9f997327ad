import fc, { type Arbitrary } from 'fast-check'
import { duration, mostly, oneOf, someOf, usually } from './arbitrary-values.ts'
import type {
  AppPlan,
  Attribute,
  FailurePlan,
  OptionsPlan,
  SecretPlan,
  SeedPlan,
  StorePlan,
} from './program.ts'

const moment = duration.map((ms) => ({ in: ms }))

const cookieAttributes: Arbitrary<Record<string, Attribute>> = someOf<Attribute>({
  maxAge: mostly<Attribute>(20, duration, fc.oneof(moment, oneOf<Attribute>(null, false, '1000'))),
  expires: mostly<Attribute>(6, moment, oneOf<Attribute>(null, false)),
  path: mostly<Attribute>(
    8,
    oneOf('/', '/', '/admin', '/app'),
    oneOf<Attribute>('', '/admin/', null, 'admin'),
  ),
  httpOnly: oneOf(false, true),
  secure: oneOf<Attribute>('auto', true, false),
  sameSite: mostly<Attribute>(
    15,
    oneOf<Attribute>('lax', 'strict', 'none', true, false, 'auto'),
    oneOf('loose'),
  ),
  domain: mostly<Attribute>(15, oneOf('example.com', '.example.com'), oneOf('ex ample;')),
  partitioned: oneOf(true, false),
  priority: mostly<Attribute>(15, oneOf('low', 'medium', 'high'), oneOf('highest')),
})

const secret: Arbitrary<SecretPlan> = oneOf<SecretPlan>('keyboard cat', 'cat of old', {
  buffer: 'cat in a buffer',
})

/** Every option of express-session's README. */
export const options: Arbitrary<OptionsPlan> = fc.record<OptionsPlan, 'secret'>(
  {
    secret: mostly<NonNullable<OptionsPlan['secret']>>(
      60,
      fc.oneof(secret, fc.uniqueArray(secret, { minLength: 1, selector: (plan) => JSON.stringify(plan) })),
      oneOf<string | readonly string[]>('', []),
    ),
    cookie: fc.record({
      as: usually(4, 'object', 'function', 'function of the path'),
      attributes: cookieAttributes,
    }),
    genid: mostly(
      12,
      oneOf('counter', 'constant', 'odd'),
      oneOf('number', 'empty', 'throws once', 'no function'),
    ),
    name: mostly(12, oneOf('sid', 'connect.sid', '__Host-sid'), oneOf('', 'two words')),
    key: oneOf('sid', 'old'),
    proxy: oneOf(true, false),
    resave: oneOf(false, true),
    rolling: oneOf(true, false),
    saveUninitialized: oneOf(false, true),
    unset: usually(25, 'destroy', 'keep', 'remove'),
    ofStore: oneOf<NonNullable<OptionsPlan['ofStore']>>(
      { touchAfter: '24h', storeTimeout: 'never', ttl: 60 },
      { expose: true, reread: 1, allowedOrigins: '*', requireOrigin: 'no' },
    ),
  },
  { requiredKeys: ['secret'] },
)

/** Most apps name their secret; without one it is cookie-parser's. */
export const optionsMaybeWithoutSecret: Arbitrary<OptionsPlan> = mostly(
  25,
  options,
  options.map(({ secret: _, ...rest }) => rest),
)

export const app: Arbitrary<AppPlan> = fc.record({
  trustProxy: oneOf(false, true),
  cookieParser: usually(4, 'none', 'no secret', 'same secret', 'other secret'),
  hidesCookieHeader: usually(8, false, true),
  mount: usually(10, '/', '/app'),
  mountedTwice: usually(12, false, true),
  errorHandler: usually(2, 'own', "Express'"),
})

const call = fc.nat(2)

const failure = fc.record({
  method: oneOf('get', 'set', 'touch', 'destroy'),
  how: usually(3, 'error', 'ENOENT', 'throws'),
  from: call,
  to: fc.oneof(call, fc.constant(99)),
})

export const store: Arbitrary<StorePlan> = fc.record<StorePlan>({
  kind: usually(3, 'custom', 'memory', 'default'),
  base: usually(2, 'class', 'inherits', 'express-session'),
  answers: oneOf('at once', 'later', 'much later', 'by promise too'),
  hasTouch: usually(4, true, false),
  keeps: usually(3, 'text', 'date', 'own properties', 'live'),
  isSilentOnDestroy: usually(25, false, true),
  failures: mostly<readonly FailurePlan[]>(
    4,
    fc.constant([]),
    failure.map((plan) => [plan]),
  ),
})

export const seeds: Arbitrary<readonly SeedPlan[]> = fc.array(
  fc.record({
    data: oneOf(
      {},
      { user: 'ada' },
      { cart: { a: 1 }, views: 1 },
      { cart: [1], isNew: 'yes' },
      { touch: 1, id: 'x', views: 2 },
    ),
    cookie: mostly<SeedPlan['cookie']>(
      12,
      fc.record({
        originalMaxAge: mostly<number | null>(3, duration, fc.constant(null)),
        expires: mostly<{ in: number } | null | 'broken'>(
          6,
          moment,
          oneOf<null | 'broken'>(null, null, null, 'broken'),
        ),
      }),
      fc.constant('none'),
    ),
  }),
  { minLength: 1, maxLength: 2 },
)
