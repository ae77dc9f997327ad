import type { LegacyCallback, LegacyStore } from '../../src/store/legacy.ts'
import type { NewRecord } from '../../src/store/store.ts'
import { minute } from '../durations.ts'

/** Keeps the very objects it is handed, answers at once, and lists what it was asked. */
export function liveStore() {
  const sessions = new Map<string, object>()
  const asked: string[] = []
  const store = {
    get(sid: string, callback: LegacyCallback): void {
      asked.push(`get ${sid}`)
      callback(null, sessions.get(sid))
    },
    set(sid: string, session: object, callback: LegacyCallback): void {
      asked.push(`set ${sid}`)
      sessions.set(sid, session)
      callback()
    },
    destroy(sid: string, callback: LegacyCallback): void {
      asked.push(`destroy ${sid}`)
      sessions.delete(sid)
      callback()
    },
  }
  return { ...store, sessions, asked }
}

/** A store that works at once, and whose answers wait until the test lets them go. */
export function slowStore() {
  const inner = liveStore()
  const waiting: (() => void)[] = []
  const late = (callback: LegacyCallback): LegacyCallback => {
    return (error, answer) => void waiting.push(() => callback(error, answer))
  }
  const store: LegacyStore = {
    get: (sid, callback) => inner.get(sid, late(callback)),
    set: (sid, session, callback) => inner.set(sid, session, late(callback)),
    destroy: (sid, callback) => inner.destroy(sid, late(callback)),
  }
  const answer = async (place: number): Promise<void> => {
    waiting.splice(place, 1)[0]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const answerAll = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length > 0) await answer(0)
  }
  return { store, asked: inner.asked, answer, answerAll }
}

export function newRecord(now: number, changes: Partial<NewRecord> = {}): NewRecord {
  return {
    id: 'stay-1',
    data: '{"views":1}',
    createdAt: now,
    expiresAt: now + 30 * minute,
    endsAt: now + 24 * 60 * minute,
    idleTimeout: 30 * minute,
    persistent: true,
    subject: null,
    ...changes,
  }
}
