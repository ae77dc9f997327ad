import { defineMethod, type OwnMethod, Session, type SessionKeeper } from './session.ts'

const names = ['save', 'reload', 'destroy', 'regenerate'] as const

/**
 * Has the keeper hear of what a session is asked. Ours go there by themselves; but a store may extend the `Store` of
 * another copy of express-session, or make sessions of its own.
 */
export function follow(session: Session, keeper: SessionKeeper): void {
  if (names.every((name) => session[name] === Session.prototype[name])) return
  for (const name of names) {
    const own = session[name] as OwnMethod | undefined
    defineMethod(session, name, function (this: Session, callback?: (error?: unknown) => void): Session {
      keeper[name](this, callback, own)
      return this
    })
  }
}
