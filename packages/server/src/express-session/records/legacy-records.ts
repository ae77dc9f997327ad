import { systemClock, withDeadline } from '../../clock.ts'
import type { SessionError } from '../../errors.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { type LegacyCalls, type LegacyStore, legacyCalls } from '../../store/legacy/calls.ts'
import { unavailable } from '../../store/unavailable.ts'
import { handTo } from '../handed-session.ts'
import type { Session } from '../session.ts'
import type { Records } from './records.ts'

/** The records of any store, asked by its methods. */
export class LegacyRecords implements Records {
  readonly #calls: LegacyCalls
  readonly #timeout: number | null

  /** `timeout`: how long a call may take, in milliseconds; `null`: as long as it takes. */
  constructor(store: LegacyStore, timeout: number | null) {
    this.#calls = legacyCalls(store)
    this.#timeout = timeout
  }

  read(sid: string): MaybePromise<unknown> {
    return this.#inTime(this.#calls.get(sid))
  }

  /** As `read`, but a missing file is the failure that the store says it is. */
  reload(sid: string): MaybePromise<unknown> {
    return this.#inTime(this.#calls.reload(sid))
  }

  write(session: Session, _text?: string): MaybePromise<void> {
    return handTo(session, () => this.#calls.set(session.id, session))
  }

  touch(session: Session): MaybePromise<void> {
    return handTo(session, () => this.#calls.touch(session.id, session))
  }

  end(sid: string): MaybePromise<void> {
    return this.#calls.destroy(sid)
  }

  within<T>(operation: string, answer: PromiseLike<T>): PromiseLike<T> {
    const timeout = this.#timeout
    return timeout === null
      ? answer
      : withDeadline(answer, timeout, systemClock, () => tooLate(operation, timeout))
  }

  #inTime(answer: MaybePromise<unknown>): MaybePromise<unknown> {
    return isPromise(answer) ? this.within('get', answer) : answer
  }
}

function tooLate(operation: string, timeout: number): SessionError {
  return unavailable({
    what: `the session store did not answer within ${timeout} ms`,
    operation,
    advice: 'Look at the store, or raise `sojourn.storeTimeout`.',
  })
}
