import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SessionStore } from '../../../src/store/store.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newNote, newRecord } from '../../../src/testing/store-suite/claim.ts'
import { useServer } from '../../use-server.ts'
import { type Database, kinds, newTable } from './servers.ts'

const clock = manualClock()
const visitor = newRecord(clock, { id: 'visitor' })
const ann = newRecord(clock, { id: 'visitor', subject: 'ann' })
const alreadyAnn = { ...ann, id: 'ann' }

/** Each way in which a session comes to have a subject, and one in which it goes on with it under another key. */
const signIns: [string, (store: SessionStore) => unknown][] = [
  ['create', (store) => store.create('new', ann)],
  ['write', (store) => store.write('visitor', ann, 1)],
  ['rotate', (store) => store.rotate?.('visitor', 'new', ann, 1, newNote(clock))],
  ['rotate of who is signed in', (store) => store.rotate?.('m', 'a', alreadyAnn, 1, newNote(clock))],
]

/** For so long a statement is waited for: one that takes longer waits for a lock of the other call. */
const patience = 30

/** Holds the statements of one call back, each until it is let go. */
function gate() {
  let permits = 0
  let held: (() => void) | undefined
  let isOpen = true
  let onChange = () => {}
  return {
    before: (): unknown => {
      if (isOpen) return
      if (permits > 0) {
        permits -= 1
        return
      }
      return new Promise<void>((resolve) => {
        held = resolve
        onChange()
      })
    },
    close() {
      isOpen = false
    },
    /** Lets so many statements go; resolves when the next is held, the call is over, or waits for a lock. */
    async letGo(count: number, over: Promise<unknown>) {
      permits = count
      if (held !== undefined && permits > 0) {
        permits -= 1
        const go = held
        held = undefined
        go()
      }
      const isHeld = new Promise<void>((resolve) => {
        onChange = resolve
        if (held) resolve()
      })
      const late = new Promise((resolve) => setTimeout(resolve, patience))
      await Promise.race([isHeld, over, late])
    },
  }
}

describe.each(kinds)('on $name', ({ start, connect }) => {
  const serverUrl = useServer(start)
  const table = newTable()
  let database: Database
  let plain: ReturnType<Database['open']>

  beforeAll(async () => {
    database = connect(serverUrl())
    plain = database.open({ table, clock, sweepEvery: false })
    await plain.createTable()
  })

  afterAll(() => database.close())

  beforeEach(seed)

  async function seed() {
    await plain.clear()
    await plain.create('visitor', visitor)
    await plain.create('m', alreadyAnn)
  }

  async function gated() {
    const { before, close, letGo } = gate()
    const store = database.open({ table, clock, sweepEvery: false }, before)
    // Asks what the tables are like, which is no part of what is tested.
    await store.count()
    close()
    return { store, letGo }
  }

  const all = 100

  test.each(signIns)('%s beside the end of all sessions, cut at each statement', async (_name, signIn) => {
    const outcomes = new Set<string>()
    let steps = 0
    let isLonger = true
    for (let first = 0; isLonger; first += 1) {
      for (let second = 0; second <= 5; second += 1) {
        await seed()
        const [signing, revoking] = [await gated(), await gated()]
        const signedIn = Promise.resolve(signIn(signing.store)).then(
          () => 'signed in',
          (error) => String(error.code),
        )
        const revoked = revoking.store.deleteSubject('ann')
        await signing.letGo(first, signedIn)
        isLonger = first === 0 || (await Promise.race([signedIn, Promise.resolve('not over')])) === 'not over'
        await revoking.letGo(second, revoked)
        await signing.letGo(all, signedIn)
        await revoking.letGo(all, revoked)
        const outcome = await signedIn
        await revoked
        outcomes.add(outcome)
        steps += 1
        expect(await plain.list('ann'), `cut after ${first} and ${second}: ${outcome}`).toEqual([])
      }
    }
    expect(steps).toBeGreaterThan(6)
    expect(outcomes).toContain('signed in')
    expect([...outcomes].filter((outcome) => !['signed in', 'session-revoked'].includes(outcome))).toEqual([])
  })

  test('a sign-in that began later is let in, and the session that was spared may move on', async () => {
    await plain.deleteSubject('ann', 'm')
    await expect(plain.create('new', ann)).rejects.toMatchObject({ code: 'session-revoked' })
    expect(await plain.read('new')).toBeUndefined()
    await expect(plain.write('visitor', ann, 1)).rejects.toMatchObject({ code: 'session-revoked' })
    expect(await plain.read('visitor')).toEqual({ ...visitor, version: 1 })
    await plain.create('later', { ...ann, createdAt: clock.now() + 1 })
    expect(await plain.rotate('m', 'a', alreadyAnn, 1, newNote(clock))).toMatchObject({ status: 'written' })
  })

  test('a revocation is remembered for five minutes, and then swept', async () => {
    await plain.deleteSubject('ann')
    clock.advance(5 * 60_000)
    await plain.sweep(10)
    await expect(plain.create('new', ann)).rejects.toMatchObject({ code: 'session-revoked' })
    clock.advance(1)
    await plain.sweep(10)
    expect(await database.sql(`SELECT * FROM ${table}_revocations`)).toEqual([])
  })
})
