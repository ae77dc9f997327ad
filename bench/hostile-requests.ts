import { hostileRequests as heads } from '../packages/server/test/hostile-requests.ts'
import type { Outgoing } from './exchange.ts'

/** A row of the price list. */
export interface HostileRequest extends Outgoing {
  readonly name: string
}

/** As much as Node.js lets a head be (16 KiB), less what else stands in it. */
const size = 15_000
const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
const on = (name: string, request: Partial<Outgoing>): HostileRequest => ({
  name,
  method: 'GET',
  path: '/session',
  headers: {},
  ...request,
})

const sid = 'a'.repeat(32)

/** What the tests send, and what only costs: it is in no test because nothing about it can go wrong. */
export const hostileRequests: readonly HostileRequest[] = [
  ...heads,
  on('a cookie of 4 KB', { headers: { cookie: `sid=${'a'.repeat(4090)}` } }),
  on('a cookie of 4 KB with a dot', {
    headers: {
      cookie: `sid=${'a'.repeat(4046)}.${'b'.repeat(43)}; connect.sid=s%3A${'a'.repeat(4000)}.${'b'.repeat(43)}`,
    },
  }),
  on('a thousand cookies of our names', { headers: { cookie: fill('sid=a;connect.sid=') } }),
  on('four bad signatures', {
    headers: {
      cookie: ['c', 'd', 'e', 'f']
        .map((end) => `sid=${sid}.${end.repeat(43)}; connect.sid=s%3A${sid}.${end.repeat(43)}`)
        .join('; '),
    },
  }),
  on('an origin of 8 KB', {
    method: 'POST',
    path: '/session/touch',
    headers: { origin: `https://${'a'.repeat(8192)}.example` },
  }),
  on('a header of 16 KB that nobody reads', { headers: { 'x-filler': fill('a') } }),
  on('a body of 1 MB', {
    method: 'POST',
    path: '/session/touch',
    headers: { 'content-type': 'application/json', 'content-length': String(2 ** 20) },
    body: Buffer.alloc(2 ** 20, '['),
  }),
  on('a body of 1 MB in chunks', {
    method: 'DELETE',
    headers: { 'transfer-encoding': 'chunked' },
    body: Buffer.alloc(2 ** 20, '{'),
  }),
]

/** What the others are compared with: a visitor without a session. */
export const plainRequest: Outgoing = { method: 'GET', path: '/session', headers: {} }
