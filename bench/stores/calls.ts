import type { NewRecord, SessionStore } from '@sojourn/server'

/** So many calls are under way at once. */
const atOnce = 32

/** Microseconds of the clock per call, of `count` calls, many at once. */
export async function timeOf(count: number, call: () => unknown): Promise<number> {
  let begun = 0
  const keepCalling = async (): Promise<void> => {
    while (begun < count) {
      begun += 1
      await call()
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: atOnce }, keepCalling))
  return ((performance.now() - start) * 1000) / count
}

/** Reads, adds one to the version, and writes: what a request that writes does. */
export async function rewrite(store: SessionStore, key: string): Promise<void> {
  const record = await store.read(key)
  if (record === undefined) throw new Error(`No session is under ${key}.`)
  const { version, ...rest } = record
  // Two of these calls may meet; the store then says so, at the same cost.
  await store.write(key, rest, version)
}

/** A session with these data. */
export function recordOf(data: object, subject: string | null, maxAge: number): NewRecord {
  const now = Date.now()
  return {
    id: 'sixteen letters.',
    data: JSON.stringify(data),
    createdAt: now,
    expiresAt: now + maxAge,
    endsAt: null,
    idleTimeout: maxAge,
    persistent: true,
    subject,
  }
}
