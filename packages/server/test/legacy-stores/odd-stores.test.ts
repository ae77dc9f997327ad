import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { startApp } from './app.ts'
import { type Backend, newPlace } from './backend.ts'
import { describeStore } from './describe-store.ts'
import { type Host, withCreateSessions, withDropIn } from './hosts.ts'
import { methodsOver, type OddStore, oddStores } from './odd-stores.ts'

/** What an odd store holds outlives it, by place. */
function backendOf({ make }: OddStore): Backend {
  const places = new Map<string, Map<string, unknown>>()
  return {
    open(session, place) {
      const sessions = places.get(place) ?? new Map()
      places.set(place, sessions)
      return { store: make(sessions, session), close() {} }
    },
  }
}

for (const odd of oddStores) {
  const facts = { hasTimeOfItsOwn: true, ...(odd.isBare && { isTakenHereOnly: true }) }
  describeStore(`a store with ${odd.name}`, backendOf(odd), facts)
}

describe('a store that says it is disconnected', () => {
  /** What a user sees before, during and after. */
  async function seenBy(host: Host) {
    const store = Object.assign(new EventEmitter(), methodsOver(new Map()))
    const app = await startApp(host, { open: () => ({ store, close() {} }) }, newPlace())
    const browser = { cookie: '' }
    await app.visit(browser, '/sign-in/ann')
    store.emit('disconnect')
    const during = await app.visit(browser, '/look')
    store.emit('connect')
    const after = await app.visit(browser, '/look')
    await app.close()
    return { during, after }
  }

  const signedIn = { status: 200, data: { user: 'ann' } }

  test('answers 503 with createSessions, until it is back', async () => {
    const { during, after } = await seenBy(withCreateSessions)
    expect(during.status).toBe(503)
    expect(after).toEqual(signedIn)
  })

  test('leaves req.session undefined with the drop-in, as with express-session, until it is back', async () => {
    const { during, after } = await seenBy(withDropIn)
    expect(during).toEqual({ status: 200, data: {} })
    expect(after).toEqual(signedIn)
  })
})
