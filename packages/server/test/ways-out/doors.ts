import { type Middleware, type OnCommitError, session } from '../../src/adapters/express.ts'
import dropIn, { MemoryStore } from '../../src/express-session/index.ts'
import { createSessions, memoryStore, type SessionStore, type Sessions } from '../../src/index.ts'
import { aroundStore } from '../../src/testing/around-store.ts'
import { slowStore } from '../../src/testing/index.ts'
import { minute } from '../durations.ts'
import { SlowStore } from '../express-session/stores.ts'

const secret = 'a secret that is long enough for tests'

/** A session middleware over a store of its own, which can be switched off. */
export interface Opened {
  readonly middleware: Middleware
  readonly sessions: Sessions<unknown>
  readonly store: { isDown: boolean }
  /** How many sessions are stored. */
  count(): Promise<number>
}

export interface Door {
  readonly name: string
  readonly isDropIn: boolean
  open(isLate: boolean, onCommitError?: OnCommitError): Opened
}

const down = new Error('the store is down')

function openEngine(isLate: boolean, onCommitError?: OnCommitError): Opened {
  const memory = memoryStore()
  const state = { isDown: false }
  const guarded = aroundStore(memory, (_method, _args, call) => {
    if (state.isDown) throw down
    return call()
  })
  const store: SessionStore = isLate ? slowStore(guarded, 1) : guarded
  // All are somebody's, so that the store can list them.
  const sessions = createSessions({ secret, store, subject: () => 'ada', announce: true })
  return {
    middleware: session(sessions, onCommitError === undefined ? {} : { onCommitError }),
    sessions,
    store: state,
    count: async () => (await memory.list?.('ada'))?.length ?? 0,
  }
}

function openDropIn(isLate: boolean): Opened {
  const state = { isDown: false }
  const slow = new SlowStore()
  slow.gate = async (call) => {
    slow.failing[call] = state.isDown ? down : undefined
  }
  const memory = new MemoryStore()
  const middleware = dropIn({
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: minute },
    store: isLate ? slow : memory,
  })
  const counted = (): Promise<number> =>
    new Promise((resolve) => memory.all((_error, all) => resolve(Object.keys(all ?? {}).length)))
  return {
    middleware,
    sessions: middleware.sessions,
    store: state,
    count: async () => (isLate ? slow.records.size : counted()),
  }
}

export const doors: readonly Door[] = [
  { name: 'createSessions', isDropIn: false, open: openEngine },
  { name: 'the drop-in', isDropIn: true, open: openDropIn },
]
