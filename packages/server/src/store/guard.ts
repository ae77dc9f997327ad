import type { Clock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import { StoreBudget } from './guard/store-budget.ts'
import { type StoreEvent, StoreHealth } from './guard/store-health.ts'
import { QueuedCall } from './queued-call.ts'
import type { SessionStore } from './store.ts'
import { type Outage, unavailable, unavailableText } from './unavailable.ts'

export interface DeadlineOptions {
  /** Milliseconds that a call, and all calls of a request together, may take; `null`: no deadline. */
  readonly timeout: number | null
  readonly clock: Clock
  readonly onEvent: ((event: StoreEvent) => void) | undefined
}

export interface GuardedStore {
  readonly store: SessionStore
  /** The same store with one deadline for all calls of a request; `store` itself as long as every answer came at once. */
  forRequest(): SessionStore
}

/** What a method of the guarded store is called on: the store that all requests share, or one request's. */
interface Asking {
  readonly budget?: StoreBudget
}

/** No session has this key: nobody's SHA-256 is so short. */
const probeKey = 'probe'

/**
 * The store, with every failure turned into `store-unavailable` and a deadline on every call, counted from when the store is
 * really asked: a call that waits for others about its session says nothing of the store. After one deadline has passed,
 * further calls fail at once, and a probe asks now and then whether the store is back: a hanging store costs one visitor the
 * wait, not everybody. A request whose calls together took too long fails alone.
 */
export function guardStore(store: SessionStore, { timeout, clock, onEvent }: DeadlineOptions): GuardedStore {
  const health = new StoreHealth(() => store.read(probeKey), clock, onEvent)
  let hasAnsweredLater = false

  function guarded<Args extends unknown[], T>(
    operation: string,
    method: (...args: Args) => MaybePromise<T>,
  ): (this: Asking, ...args: Args) => MaybePromise<T> {
    const refuse = (cause: unknown): never => {
      const error =
        cause instanceof SessionError
          ? cause
          : unavailable({ what: 'the session store failed', operation }, cause)
      if (error.code === 'store-unavailable' && !(error instanceof NotAsked)) health.failed(error)
      throw error
    }
    const pass = (value: T): T => {
      if (health.isTold) health.answered()
      return value
    }
    return function (...args) {
      if (health.isDown) throw givenUp(operation)
      const { budget } = this
      if (budget !== undefined && budget.left(clock.now()) <= 0) throw usedUp(operation, budget)
      try {
        const answer = method.apply(store, args)
        if (!isPromise(answer)) return pass(answer)
        hasAnsweredLater = true
        if (timeout === null) return answer.then(pass, refuse)
        return answerInTime(answer, operation, timeout, budget).then(pass, refuse)
      } catch (error) {
        return refuse(error)
      }
    }
  }

  /** The answer, or a failure when the store, or the request's budget of time for it, has been used up. */
  function answerInTime<T>(
    answer: PromiseLike<T>,
    operation: string,
    within: number,
    budget: StoreBudget | undefined,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let stop = (): void => {}
      let isCounted = false
      const end = (): void => {
        stop()
        if (isCounted) budget?.end(clock.now())
        isCounted = false
      }
      const late = (): void => {
        end()
        health.hangs()
        const error = unavailable({ what: `the session store did not answer within ${within} ms`, operation })
        health.failed(error)
        reject(error)
      }
      const begin = (): void => {
        const left = budget?.begin(clock.now()) ?? within
        isCounted = true
        if (budget === undefined || left >= within) {
          stop = clock.after(within, late)
          return
        }
        // This request waits no longer; whether the store hangs shows a little later.
        stop = clock.after(left, () => {
          end()
          reject(usedUp(operation, budget))
          stop = clock.after(within - left, late)
        })
      }
      let hasLeft = false
      if (answer instanceof QueuedCall) {
        const forget = health.enqueue(() => {
          hasLeft = true
          answer.leave(givenUp(operation))
        })
        answer.onAsked(() => {
          forget()
          begin()
        })
      } else begin()
      answer.then(
        (value) => {
          end()
          health.answered()
          resolve(value)
        },
        (error: unknown) => {
          if (!hasLeft) {
            end()
            health.answeredWithError()
          }
          reject(error)
        },
      )
    })
  }

  const { rotate, list, deleteSubject, sweep, keys, count, watch, clear, close } = store
  const shared: SessionStore & Asking = {
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
    ...(keys && { keys: guarded('keys', keys) }),
    ...(count && { count: guarded('count', count) }),
    ...(watch && { watch: guarded('watch', watch) }),
    ...(clear && { clear: guarded('clear', clear) }),
    ...(close && { close: () => close.call(store) }),
  }
  return {
    store: shared,
    forRequest() {
      if (!hasAnsweredLater || timeout === null) return shared
      return Object.create(shared, { budget: { value: new StoreBudget(timeout) } })
    },
  }
}

/** The failure of a call that the store was not asked, or was not waited for: it says nothing of the store. */
class NotAsked extends SessionError {}

function givenUp(operation: string): SessionError {
  return notAsked({ what: 'the session store hangs and is given up for now', operation })
}

function usedUp(operation: string, { total }: StoreBudget): SessionError {
  return notAsked({
    what: `the session store took longer than ${total} ms for one request, all its calls together`,
    operation,
  })
}

function notAsked(outage: Outage): SessionError {
  return new NotAsked('store-unavailable', unavailableText(outage))
}
