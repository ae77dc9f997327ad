import type { SessionView } from '@sojourn/contract'
import { copyOf } from '../../session/json.ts'
import { plainJsonValue } from '../../session/plain-json.ts'
import type { SessionRecord } from '../../store/store.ts'
import type { Policy } from '../options/policy.ts'
import { parseData } from './record-data.ts'

/** What the browser may see of the session. Throws `not-json` when `expose` returned what JSON cannot hold. */
export function toView(policy: Policy, record: SessionRecord | undefined): SessionView {
  const now = policy.clock.now()
  if (record === undefined) return { status: 'none', now }
  const { id, createdAt, expiresAt, endsAt, idleTimeout, version, data } = record
  // A copy: a default of the schema may be one object for all visitors, and `expose` may take out what is secret.
  const exposed = plainJsonValue(policy.expose?.(copyOf(parseData(data, policy))), 'expose')
  return {
    status: 'active',
    id,
    ...(exposed !== undefined && { data: exposed }),
    createdAt,
    expiresAt,
    endsAt,
    maxAge: Math.max(0, expiresAt - now),
    originalMaxAge: idleTimeout,
    renewEvery: policy.touchAfter(idleTimeout),
    version,
    now,
  }
}
