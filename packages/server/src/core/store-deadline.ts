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
  let isDown = false

  function tell(event: SessionEvent): void {
    try {
      onEvent?.(event)
    } catch {
      // Who listens for logs must not fail a request.
    }
  }

  function up(): void {
    if (!isDown) return
    isDown = false
    tell({ type: 'store-up' })
  }

  function down(error: SessionError): void {
    if (isDown) return
    isDown = true
    clock.after(probeEvery, probe)
    tell({ type: 'store-down', error })
  }

  /** Asks whether the store is back, until it is; nobody waits for the answer. */
  function probe(): void {
    if (!isDown) return
    clock.after(probeEvery, probe)
    // A rejection is an answer too: the store no longer hangs, and the next call says what is wrong.
    const answer = recover<unknown>(
      () => store.read(probeKey),
      () => undefined,
    )
    Promise.resolve(answer).then(up)
  }

  function call<T>(operation: string, run: () => MaybePromise<T>): MaybePromise<T> {
    if (isDown) throw unavailable(operation, 'hangs and is given up for now')
    return recover(
      () => {
        const answer = run()
        return timeout !== null && isPromise(answer) ? withDeadline(answer, operation, timeout) : answer
      },
      (error) => {
        throw error instanceof SessionError ? error : unavailable(operation, 'failed', error)
      },
    )
  }

  function withDeadline<T>(answer: PromiseLike<T>, operation: string, within: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = clock.after(within, () => {
        const error = unavailable(operation, `did not answer within ${within} ms`)
        down(error)
        reject(error)
      })
      answer.then(
        (value) => {
          stop()
          up()
          resolve(value)
        },
        (error: unknown) => {
          stop()
          up()
          reject(error)
        },
      )
    })
  }

  // Only what the store has: an ability that is missing stays missing.
  const { rotate, list, deleteSubject, sweep, count, clear, close } = store
  return {
    abilities: store.abilities,
    read: (key) => call('read', () => store.read(key)),
    create: (key, record) => call('create', () => store.create(key, record)),
    write: (key, record, version) => call('write', () => store.write(key, record, version)),
    touch: (key, now) => call('touch', () => store.touch(key, now)),
    delete: (key) => call('delete', () => store.delete(key)),
    ...(rotate && {
      rotate: (key, newKey, record, version) =>
        call('rotate', () => rotate.call(store, key, newKey, record, version)),
    }),
    ...(list && { list: (subject) => call('list', () => list.call(store, subject)) }),
    ...(deleteSubject && {
      deleteSubject: (subject, except) =>
        call('deleteSubject', () => deleteSubject.call(store, subject, except)),
    }),
    ...(sweep && { sweep: (limit) => call('sweep', () => sweep.call(store, limit)) }),
    ...(count && { count: () => call('count', () => count.call(store)) }),
    ...(clear && { clear: () => call('clear', () => clear.call(store)) }),
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
