import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src/store/memory.ts'
import { type MigratingStore, migratingStore } from '../../../src/store/migrating.ts'
import type { NewRecord, SessionStore } from '../../../src/store/store.ts'
import { aroundStore } from '../../../src/testing/around-store.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { minute } from '../../durations.ts'

const key = 'the session'

type Act = (store: MigratingStore, now: number) => Promise<unknown>

const record = (now: number, changes: Partial<NewRecord> = {}): NewRecord => ({
  id: 'stay',
  data: '{"at":"first"}',
  createdAt: now,
  expiresAt: now + 30 * minute,
  endsAt: null,
  idleTimeout: 30 * minute,
  persistent: true,
  subject: 'ann',
  ...changes,
})

const changed = '{"at":"second"}'

/** A process that dies with its n-th call of either store: before it is carried out, or when its answer is lost. */
function dyingProcess(from: SessionStore, to: SessionStore, dies: { at: number; when: 'before' | 'after' }) {
  let calls = 0
  let hasDied = false
  const dying = (store: SessionStore): SessionStore =>
    aroundStore(store, async (_method, _args, call) => {
      if (hasDied) throw new Error('the process is dead')
      calls += 1
      if (calls !== dies.at) return call()
      hasDied = true
      if (dies.when === 'after') await call()
      throw new Error('the process is dead')
    })
  return { from: dying(from), to: dying(to), hasDied: () => hasDied }
}

const acts: [string, Act, readonly (string | undefined)[]][] = [
  ['write', (store, now) => store.write(key, record(now, { data: changed }), 1), ['{"at":"first"}', changed]],
  ['touch', (store, now) => store.touch(key, now), ['{"at":"first"}']],
  ['read', (store) => store.read(key), ['{"at":"first"}']],
  ['delete', (store) => store.delete(key), ['{"at":"first"}', undefined]],
  ['deleteSubject', (store) => store.deleteSubject('ann'), ['{"at":"first"}', undefined]],
  ['deleteSubject but this one', (store) => store.deleteSubject('ann', key), ['{"at":"first"}']],
  ['sweepOver', (store) => store.sweepOver(), ['{"at":"first"}']],
]

describe.each(acts)('a process that dies while it does: %s', (_name, act, allowed) => {
  test.each(['before', 'after'] as const)(
    '%s any of its calls: nothing is lost, and what ends is gone for good',
    async (when) => {
      for (let at = 1; ; at += 1) {
        const clock = manualClock()
        const [from, to] = [memoryStore({ clock }), memoryStore({ clock })]
        const now = clock.now()
        from.create(key, record(now))
        clock.advance(1)
        const dying = dyingProcess(from, to, { at, when })
        await act(migratingStore({ from: dying.from, to: dying.to, clock }), clock.now()).catch(() => {})
        if (!dying.hasDied()) break

        const whole = {
          prepare: migratingStore({ from, to, phase: 'prepare', clock }),
          move: migratingStore({ from, to, clock }),
        }
        const seen = await whole.prepare.read(key)
        expect(allowed, `after call ${at}`).toContain(seen?.data)
        expect((await whole.move.read(key))?.data).toBe(seen?.data)
        // Whoever comes next writes over what is there, and the session goes on.
        if (seen !== undefined) {
          const next = record(now, { data: '{"at":"third"}' })
          expect(await whole.move.write(key, next, seen.version)).toEqual({
            status: 'written',
            version: seen.version + 1,
          })
          expect((await whole.prepare.read(key))?.data).toBe('{"at":"third"}')
          expect(from.read(key)?.data ?? '').not.toContain('first')
        }
        // And when it is ended, neither store brings it back, now or later.
        await whole.move.delete(key)
        for (const wait of [0, 6 * minute]) {
          clock.advance(wait)
          expect(await whole.prepare.read(key)).toBeUndefined()
          expect(await whole.move.read(key)).toBeUndefined()
          expect(await whole.move.list('ann')).toEqual([])
        }
      }
    },
  )
})

test('a sign-out that comes between any two steps of a move is final', async () => {
  for (let at = 1; at <= 12; at += 1) {
    const clock = manualClock()
    const [from, to] = [memoryStore({ clock }), memoryStore({ clock })]
    const now = clock.now()
    from.create(key, record(now))
    const whole = migratingStore({ from, to, clock })
    let calls = 0
    const interrupted = (store: SessionStore): SessionStore =>
      aroundStore(store, async (_method, _args, call) => {
        calls += 1
        if (calls === at) await whole.delete(key)
        return call()
      })
    const slow = migratingStore({ from: interrupted(from), to: interrupted(to), clock })
    await slow.write(key, record(now, { data: changed }), 1)
    // Where the write came first, the sign-out came later, and the other way round: it is gone in any case, if it was done.
    if (calls >= at) expect(await whole.read(key), `before call ${at}`).toBeUndefined()
  }
})

test('a write of a process that only prepares, between any two steps of a move, is not lost', async () => {
  for (let at = 1; at <= 12; at += 1) {
    const clock = manualClock()
    const [from, to] = [memoryStore({ clock }), memoryStore({ clock })]
    const now = clock.now()
    from.create(key, record(now))
    const prepares = migratingStore({ from, to, phase: 'prepare', clock })
    let calls = 0
    const written: string[] = []
    const interrupted = (store: SessionStore): SessionStore =>
      aroundStore(store, async (_method, _args, call) => {
        calls += 1
        if (calls === at) {
          const { status } = await prepares.write(key, record(now, { data: '{"by":"other"}' }), 1)
          if (status === 'written') written.push('other')
        }
        return call()
      })
    const moves = migratingStore({ from: interrupted(from), to: interrupted(to), clock })
    const { status } = await moves.write(key, record(now, { data: changed }), 1)
    if (status === 'written') written.push('mover')
    // Of two writes over one version a single one is done; and it is there.
    if (calls >= at) {
      expect(written, `before call ${at}`).toHaveLength(1)
      const data = written[0] === 'other' ? '{"by":"other"}' : changed
      expect((await moves.read(key))?.data).toBe(data)
    }
  }
})
