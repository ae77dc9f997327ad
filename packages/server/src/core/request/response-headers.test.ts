import { expect, test } from 'vitest'
import type { SessionRecord } from '../../store/store.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import type { Outcome, SessionCarrier } from '../carrier/carrier.ts'
import { absent, ended, endedNothing, gone, issued, renewed, unchanged, unknown } from '../carrier/outcome.ts'
import { RequestCookies } from '../carrier/request-cookies.ts'
import { toPolicy } from '../options/policy.ts'
import type { EffectScope } from '../write/effect-scope.ts'
import { toHeaderEdits } from './response-headers.ts'

const clock = manualClock()
const credential = { sid: 'a sid', key: 'its key' }
const stored: SessionRecord = {
  id: 'stay',
  data: '{}',
  createdAt: clock.now(),
  expiresAt: clock.now() + 60_000,
  endsAt: null,
  idleTimeout: 60_000,
  persistent: true,
  subject: null,
  version: 1,
}

/** A carrier that sets what it is asked to, and can do nothing else: the headers are made of the outcome alone. */
function refuse(): never {
  throw new Error('The headers ask for nothing but cookies.')
}
const carrier: SessionCarrier = {
  find: refuse,
  glance: refuse,
  open: refuse,
  newCredential: refuse,
  noteRenewal: refuse,
  toSetCookie: (_cookies, { credential: { sid } }, maxAge) => [`${sid} for ${maxAge} ms`],
  holdsRecord: false,
  clear: () => ['no sid'],
}

function edits(outcome: Outcome, cacheControl?: string, isRead = false, isKept = true) {
  const policy = toPolicy({ secret: 's'.repeat(32), clock, announce: true })
  const request = { cookieHeader: 'sid-stay=old', path: '/', isSecure: false, raw: undefined }
  const scope: EffectScope = {
    policy,
    carrier,
    cookies: new RequestCookies(request, policy.cookie(undefined)),
  }
  return toHeaderEdits(outcome, { isRead, isKept }, { status: 200, cacheControl }, scope)
}

const active = 'active; id=stay; max-age=60000'
const cookie = 'a sid for 126000 ms'
const marker = 'sid-stay=stay; Max-Age=126; Path=/; SameSite=Lax'
const noMarker = 'sid-stay=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; SameSite=Lax'

test.each<[string, Outcome, readonly string[] | undefined, string | undefined, boolean | undefined]>([
  ['is unknown', unknown, undefined, undefined, undefined],
  ['is not there', absent, undefined, 'none', undefined],
  ['is gone', gone, undefined, undefined, undefined],
  ['was to be ended and was not there', endedNothing, undefined, 'none', undefined],
  ['was ended', ended, ['no sid', noMarker], 'none', false],
  ['began or moved', issued(credential, stored), [cookie, marker], active, false],
  ['was renewed', renewed(credential, stored, true), [cookie, marker], active, true],
  [
    'was renewed under a cookie that ends with the browser',
    renewed(credential, stored, false),
    [marker],
    active,
    true,
  ],
  ['goes on beside a wrong marker', unchanged(credential, stored), [marker], undefined, true],
])('of a session that %s', async (_what, outcome, setCookie, announcement, isRenewal) => {
  const told = await edits(outcome)
  expect([told.setCookie, told.announcement, told.isRenewal]).toEqual([setCookie, announcement, isRenewal])
})

test('another cookie is taken back, but by nothing that a shared cache keeps', async () => {
  const outcome = { ...unknown, alsoClear: ['no old sid'] }
  expect((await edits(outcome)).setCookie).toEqual(['no old sid'])
  expect((await edits(outcome, 'public')).setCookie).toBeUndefined()
})

test.each([
  [undefined, { vary: 'Cookie', cacheControl: 'private, no-cache' }],
  ['max-age=60', { vary: 'Cookie' }],
])('a page that was made of the session, beside "%s"', async (cacheControl, expected) => {
  expect(await edits(unknown, cacheControl, true)).toEqual(expected)
})
