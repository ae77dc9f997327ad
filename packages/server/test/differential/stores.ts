import { inherits } from 'node:util'
import type { Masks } from './masks.ts'
import { toJson, toPlain } from './plain.ts'
import type { FailurePlan, Program, StoreMethod, StorePlan } from './program.ts'
import type { Recorder } from './recorder.ts'
import { createRecords, type Records, toRecord } from './records.ts'
import {
  type BaseStore,
  expressSession,
  type SessionModule,
  type StoreConstructor,
} from './session-module.ts'
import type { VirtualTime } from './virtual-time.ts'

type Callback = (error?: unknown, session?: unknown) => void

interface Session {
  readonly cookie?: { readonly maxAge?: unknown }
}

export interface ObservedStore {
  /** For the option; without one the middleware makes its own, which a handler finds on its request. */
  readonly given?: BaseStore
  /** What it holds, by session ID. */
  dump(found: BaseStore | undefined): Promise<Record<string, unknown>>
}

export interface StoreSurroundings {
  readonly module: SessionModule
  readonly time: VirtualTime
  readonly masks: Masks
  readonly recorder: Recorder
}

export function createStore({ store: plan, seeds }: Program, surroundings: StoreSurroundings): ObservedStore {
  const { module, time } = surroundings
  const seeded = seeds.map((seed, index) => [`seed-${index}`, toRecord(seed, plan.keeps, time)] as const)
  if (plan.kind === 'default') return { dump: dumpMemory }
  if (plan.kind === 'memory') {
    const given = new module.MemoryStore()
    for (const [sid, record] of seeded) callMethod(given, 'set', sid, record)
    return { given, dump: dumpMemory }
  }
  const records = createRecords(plan.keeps)
  for (const [sid, record] of seeded) records.set(sid, record)
  return { given: createCustom(plan, records, surroundings), dump: async () => records.all() }
}

export function callMethod(store: BaseStore, name: string, ...given: readonly unknown[]): unknown {
  const method: unknown = Reflect.get(store, name)
  return typeof method === 'function' ? method.apply(store, given) : `<no ${name}>`
}

function dumpMemory(found: BaseStore | undefined): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    if (found === undefined) resolve({})
    else callMethod(found, 'all', (_error: unknown, all: Record<string, unknown>) => resolve({ ...all }))
  })
}

function createCustom(plan: StorePlan, records: Records, surroundings: StoreSurroundings): BaseStore {
  const { masks, recorder, module } = surroundings
  const answer = answerer(plan, recorder)

  /** Notes the call and says how it fails, if it does. */
  function failureOf(call: StoreMethod, sid: string, session?: Session): Error | undefined {
    recorder.call({
      call,
      sid: masks.sid(sid),
      ...(session && { session: toPlain(toJson(session)), maxAge: toPlain(session.cookie?.maxAge) }),
    })
    const { requestNumber } = recorder
    const failure = plan.failures.find(
      ({ method, from, to }) => method === call && from <= requestNumber && requestNumber <= to,
    )
    return failure && toError(failure)
  }

  class Custom extends baseOf(plan, module) {
    get(sid: string, done: Callback): unknown {
      const failure = failureOf('get', sid)
      return answer('get', () => (failure ? done(failure) : done(null, records.get(sid))))
    }
    set(sid: string, session: Session & Record<string, unknown>, done?: Callback): unknown {
      const failure = failureOf('set', sid, session)
      if (!failure) records.set(sid, session)
      return answer('set', () => done?.(failure))
    }
    touch(sid: string, session: Session & Record<string, unknown>, done?: Callback): unknown {
      const failure = failureOf('touch', sid, session)
      if (!failure) records.touch(sid, session)
      return answer('touch', () => done?.(failure))
    }
    destroy(sid: string, done?: Callback): unknown {
      const failure = failureOf('destroy', sid)
      if (!failure) records.delete(sid)
      return plan.isSilentOnDestroy ? undefined : answer('destroy', () => done?.(failure))
    }
    all(done: Callback): unknown {
      return answer('all', () => done(null, records.all()))
    }
    length(done: Callback): unknown {
      return answer('length', () => done(null, Object.keys(records.all()).length))
    }
    clear(done: Callback): unknown {
      records.clear()
      return answer('clear', () => done())
    }
  }
  const store = new Custom()
  if (!plan.hasTouch) Object.defineProperty(store, 'touch', { value: undefined })
  return store
}

function baseOf({ base }: StorePlan, module: SessionModule): StoreConstructor {
  if (base === 'express-session') return expressSession.Store
  if (base === 'class') return module.Store
  const Base = module.Store
  function Inherited(this: object): void {
    Reflect.apply(Base as never, this, [])
  }
  inherits(Inherited, Base)
  return Inherited as never
}

/** Has a store answer when its plan says. */
function answerer({ answers }: StorePlan, recorder: Recorder): (call: string, answer: () => void) => unknown {
  return (call, answer) => {
    const give = (): void => {
      recorder.answered(call)
      answer()
    }
    // Where nobody is above to catch it.
    const giveGuarded = (): void => {
      try {
        give()
      } catch (error) {
        recorder.saw({ thrownIntoStore: String(error) })
      }
    }
    if (answers === 'at once') return give()
    if (answers === 'by promise too') return Promise.resolve().then(giveGuarded)
    const turns = answers === 'later' ? 1 : 3
    afterTurns(turns, giveGuarded)
    return undefined
  }
}

function afterTurns(turns: number, then: () => void): void {
  setImmediate(() => (turns === 1 ? then() : afterTurns(turns - 1, then)))
}

function toError({ method, how }: FailurePlan): Error {
  const error = new Error(`the store cannot ${method}`)
  if (how === 'throws') throw error
  return how === 'ENOENT' ? Object.assign(error, { code: 'ENOENT' }) : error
}
