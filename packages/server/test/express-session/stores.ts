import { inherits } from 'node:util'
import { Store } from '../../src/express-session/index.ts'

type Callback = (error?: unknown, answer?: unknown) => void

/** A store as they are written: its base is called as a function, it keeps text, and answers when it is told to. */
export interface SlowStore extends Store {
  readonly calls: string[]
  readonly records: Map<string, string>
  /** What each of its methods waits for before it looks at a record. */
  gate: (call: string) => Promise<void>
  /** What a method fails with, by its name. */
  failing: Partial<Record<string, unknown>>
}

interface SlowStoreConstructor {
  new (): SlowStore
  prototype: SlowStore
}

function answer(store: SlowStore, call: string, work: () => unknown, callback: Callback): void {
  store.calls.push(call)
  store.gate(call).then(() => {
    const failure = store.failing[call]
    if (failure !== undefined) callback(failure)
    else callback(null, work())
  })
}

const methods: Record<string, unknown> & ThisType<SlowStore> = {
  get(sid: string, callback: Callback) {
    answer(this, 'get', () => JSON.parse(this.records.get(sid) ?? 'null'), callback)
  },
  set(sid: string, session: object, callback: Callback) {
    const text = JSON.stringify(session)
    answer(this, 'set', () => void this.records.set(sid, text), callback)
  },
  touch(sid: string, session: { cookie: object }, callback: Callback) {
    const { cookie } = session
    const work = (): void => {
      const text = this.records.get(sid)
      if (text !== undefined) this.records.set(sid, JSON.stringify({ ...JSON.parse(text), cookie }))
    }
    answer(this, 'touch', work, callback)
  },
  destroy(sid: string, callback: Callback) {
    answer(this, 'destroy', () => void this.records.delete(sid), callback)
  },
}

/** The same store on another base, as on that of express-session's own module. */
export function slowStoreOn(Base: typeof Store): SlowStoreConstructor {
  function SlowStore(this: SlowStore): void {
    Base.call(this)
    Object.assign(this, {
      calls: [],
      records: new Map(),
      failing: {},
      gate: () => Promise.resolve(),
    })
  }
  inherits(SlowStore, Base)
  return Object.assign(SlowStore, { prototype: Object.assign(SlowStore.prototype, methods) }) as never
}

export const SlowStore: SlowStoreConstructor = slowStoreOn(Store)

/** Something that waits until it is opened. */
export function door(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
