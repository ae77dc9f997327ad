import { describe, expect, test } from 'vitest'
import { legacyStore } from '../../src/store/legacy.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { liveStore, newRecord, slowStore } from './live-store.ts'

describe('two over one store', () => {
  const clock = manualClock()
  const now = clock.now()

  test('know of each other: what one wrote, the other conflicts with, and what one deleted is gone', async () => {
    const inner = liveStore()
    const [one, other] = [legacyStore(inner, { clock }), legacyStore(inner, { clock })]
    await one.create('key', newRecord(now))
    await other.read('key')
    await one.write('key', newRecord(now, { data: '{"cart":1}' }), 1)
    const result = await other.write('key', newRecord(now, { data: '{"theme":1}' }), 1)
    expect(result).toMatchObject({ status: 'conflict', current: { data: '{"cart":1}' } })
    await other.delete('key')
    expect(await one.write('key', newRecord(now), 2)).toEqual({ status: 'gone' })
  })

  test('wait for each other', async () => {
    const { store: inner, answerAll } = slowStore()
    const [one, other] = [legacyStore(inner, { clock }), legacyStore(inner, { clock })]
    const created = one.create('key', newRecord(now))
    await answerAll()
    await created
    const results = Promise.all([one.delete('key'), other.write('key', newRecord(now), 1)])
    await answerAll()
    expect(await results).toMatchObject([{ version: 1 }, { status: 'gone' }])
  })

  test('hear both that it is disconnected, however late they began', () => {
    const heard = new Map<string, () => void>()
    const inner = { ...liveStore(), on: (event: string, listener: () => void) => heard.set(event, listener) }
    legacyStore(inner, { clock })
    heard.get('disconnect')?.()
    expect(() => legacyStore(inner, { clock }).read('key')).toThrow('disconnected')
  })
})
