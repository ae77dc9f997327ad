import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionRecord, Touched } from '../../store/store.ts'
import type { Credential, Outcome, SessionCarrier } from '../carrier/carrier.ts'
import { gone, renewed } from '../carrier/outcome.ts'
import { isNote } from '../carrier/rotation-note.ts'
import type { Policy } from '../options/policy.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import type { EffectScope } from './effect-scope.ts'

/** Renews the idle timeout of the session; of the one that the request's cookie names, where none was loaded. */
export function touchSession(
  scope: EffectScope,
  session: LoadedSession | undefined,
): MaybePromise<Outcome | undefined> {
  if (session?.credential !== undefined) return renew(scope, session.credential, session)
  const credential = scope.carrier.open(scope.cookies)
  return andThen(credential, (opened) => opened && renew(scope, opened, undefined))
}

function renew(
  { policy, carrier, cookies }: EffectScope,
  credential: Credential,
  session: LoadedSession | undefined,
): MaybePromise<Outcome> {
  if (carrier.holdsRecord) cookies.assertReaches('renewing a session that its cookie holds')
  return andThen(policy.store.touch(credential.key, policy.clock.now()), (touched) => {
    if (touched === undefined || isNote(touched)) return gone
    session?.touched(touched)
    carrier.noteRenewal(cookies, touched)
    const record = session?.record
    return toRenewed(policy, carrier, credential, record?.version === touched.version ? record : touched)
  })
}

/** The outcome of a renewal. The store has just been asked, so the cookie may be sent again: its sid was not replaced. */
export function toRenewed(
  policy: Policy,
  carrier: SessionCarrier,
  credential: Credential,
  stored: SessionRecord | Touched,
): Outcome {
  const isSent = stored.persistent || policy.rolling === 'always' || carrier.holdsRecord
  return renewed(credential, stored, isSent)
}
