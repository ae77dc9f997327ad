/** A request that is built to cost: its text is as long as Node.js lets a head be (16 KiB). */
export interface HostileRequest {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** Characters of the hostile part. */
const size = 15_000

const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)

const page = (name: string, headers: Readonly<Record<string, string>>, method = 'GET'): HostileRequest => ({
  name,
  method,
  path: '/session',
  headers,
})

/** A value with the shape of a signed one, whose signature is wrong: it costs an HMAC to see that. */
const forged = `${'a'.repeat(32)}.${'b'.repeat(43)}`

/** Requests that need no cookie of ours, for the tests and for the price list of the benchmark. */
export const hostileRequests: readonly HostileRequest[] = [
  { name: 'slashes and a letter', method: 'GET', path: `/session${fill('/')}x`, headers: {} },
  { name: 'slashes', method: 'GET', path: `/session${fill('/')}`, headers: {} },
  { name: 'dots and slashes', method: 'GET', path: `/session${fill('/.')}`, headers: {} },
  { name: 'question marks', method: 'GET', path: `/session${fill('?')}`, headers: {} },
  { name: 'percent signs', method: 'GET', path: `/session/${fill('%')}`, headers: {} },
  page('forged cookies of our names', { cookie: fill(`sid=${forged}; connect.sid=s%3A${forged}; `) }),
  page('cookies of our names with nothing in them', { cookie: fill('sid=;connect.sid=;') }),
  page('our names without a value', { cookie: fill('sid connect.sid ') }),
  page('spaces before our names', { cookie: fill(`${' '.repeat(60)}sid`) }),
  page('one long cookie', { cookie: `sid=${fill('a')}` }),
  page('one long cookie of escapes', { cookie: `connect.sid=s%3A${fill('%25')}` }),
  page('dots', { cookie: `connect.sid=s:${fill('.')}` }),
  page('semicolons', { cookie: fill(';') }),
  page('equals signs', { cookie: fill('=;') }),
  page('quotes', { cookie: `sid="${fill('"')}` }),
  page('proxies', { 'x-forwarded-proto': fill('http,') }),
  page('spaces for a proxy', { 'x-forwarded-proto': `${fill(' ')}https` }),
  page('an origin of dots', { origin: `https://${fill('a.')}`, host: 'app.example' }, 'DELETE'),
  page('an origin of colons', { origin: `https://${fill(':')}`, host: 'app.example' }, 'DELETE'),
  page('a host of digits', { origin: 'https://app.example', host: `app.example:${fill('0')}` }, 'DELETE'),
  page(
    'a preflight for many headers',
    {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': fill('x,'),
    },
    'OPTIONS',
  ),
]
