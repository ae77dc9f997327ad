import type { Policy } from '../core/options/policy.ts'
import { SessionError } from '../errors.ts'
import { storedKeyOf } from '../session/session.ts'

/** Ends all sessions of the subject but the one that is handed over, which is stored first. Answers how many. */
export async function revoke(
  { store, subject: option }: Policy,
  subject: unknown,
  except: unknown,
): Promise<number> {
  if (option === undefined)
    throw refusal('takes the option `subject` of createSessions, which tells whose a session is')
  if (store.deleteSubject === undefined)
    throw refusal('takes a store that knows whose its sessions are: one with the ability `subjects`')
  // A number would be nobody's, and nobody would be signed out.
  if (typeof subject !== 'string')
    throw refusal(
      `takes what \`subject\` answers, a string, and got ${subject === null ? 'null' : `a ${typeof subject}`}`,
    )
  return store.deleteSubject(subject, except === undefined ? undefined : await storedKeyOf(except))
}

function refusal(what: string): SessionError {
  return new SessionError('option-invalid', `sessions.revoke() ${what}.`)
}
