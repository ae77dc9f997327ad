import type { Clock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { isPromise, type MaybePromise, recover } from '../maybe-promise.ts'
import type { SessionStore } from '../store/store.ts'
import type { SessionEvent } from './options.ts'

export interface DeadlineOptions {
  /** Milliseconds a call may take; `null`: no deadline. */
  readonly timeout: number | null
  readonly clock: Clock
  readonly onEvent: ((event: SessionEvent) => void) | undefined
}

/** While the store hangs, it is asked this often whether it is back, in milliseconds. */
const probeEvery = 500

/** No session has this key: nobody's SHA-256 is so short. */
const probeKey = 'probe'

/**
 * The store, with every failure turned into `store-unavailable` and a deadline on every call. After one deadline has
 * passed, further calls fail at once, and a probe asks now and then whether the store is back: a hanging store costs one
 * visitor the wait, not everybody.
 */
export function guardStore(store: SessionStore, { timeout, clock, onEvent }: DeadlineOptions): SessionStore {
  /** Nothing is asked for now. */
  let isDown = false
  /** The listener knows of an outage. */
  let isTold = false

  function answered(): void {
    isDown = false
    if (!isTold) return
    isTold = false
    onEvent?.({ type: 'store-up' })
  }

  function failed(error: SessionError): void {
    if (isTold) return
    isTold = true
    onEvent?.({ type: 'store-down', error })
  }

  /** Asks whether the store is back, until it is; nobody waits for the answer. */
  function probe(): void {
    if (!isDown) return
    clock.after(probeEvery, probe)
    const answer = recover<unknown>(() => store.read(probeKey), rejected)
    Promise.resolve(answer).then(answered, () => {
      // It no longer hangs; the next call says what is wrong.
      isDown = false
    })
  }

  function guarded<Args extends unknown[], T>(
    operation: string,
    method: (...args: Args) => MaybePromise<T>,
  ): (...args: Args) => MaybePromise<T> {
    const refuse = (cause: unknown): never => {
      const error = cause instanceof SessionError ? cause : unavailable(operation, 'failed', cause)
      if (error.code === 'store-unavailable') failed(error)
      throw error
    }
    const pass = (value: T): T => {
      if (isTold) answered()
      return value
    }
    return (...args) => {
      if (isDown) throw unavailable(operation, 'hangs and is given up for now')
      try {
        const answer = method.apply(store, args)
        if (!isPromise(answer)) return pass(answer)
        return (timeout === null ? answer : withDeadline(answer, operation, timeout)).then(pass, refuse)
      } catch (error) {
        return refuse(error)
      }
    }
  }

  function withDeadline<T>(answer: PromiseLike<T>, operation: string, within: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = clock.after(within, () => {
        if (!isDown) clock.after(probeEvery, probe)
        isDown = true
        reject(unavailable(operation, `did not answer within ${within} ms`))
      })
      answer.then(
        (value) => {
          stop()
          answered()
          resolve(value)
        },
        (error: unknown) => {
          stop()
          isDown = false
          reject(error)
        },
      )
    })
  }

  const { rotate, list, deleteSubject, sweep, count, clear, close } = store
  return {
    abilities: store.abilities,
    read: guarded('read', store.read),
    create: guarded('create', store.create),
    write: guarded('write', store.write),
    touch: guarded('touch', store.touch),
    delete: guarded('delete', store.delete),
    // An ability that the store does not have stays missing.
    ...(rotate && { rotate: guarded('rotate', rotate) }),
    ...(list && { list: guarded('list', list) }),
    ...(deleteSubject && { deleteSubject: guarded('deleteSubject', deleteSubject) }),
    ...(sweep && { sweep: guarded('sweep', sweep) }),
    ...(count && { count: guarded('count', count) }),
    ...(clear && { clear: guarded('clear', clear) }),
    ...(close && { close: () => close.call(store) }),
  }
}

function unavailable(operation: string, what: string, cause?: unknown): SessionError {
  return new SessionError(
    'store-unavailable',
    `the session store ${what} (${operation}). Nothing was lost; see the cause, and ask again when the store is back.`,
    cause,
  )
}

function rejected(error: unknown): Promise<never> {
  return Promise.reject(error)
}
