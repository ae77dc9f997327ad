import type { NewRecord, SessionRecord, SessionStore } from '../../store/store.ts'
import type { ManualClock } from '../manual-clock.ts'
import { equal, succeeds } from './check.ts'
import { having, newNote, newRecord } from './claim.ts'

type Reads = readonly [underKey: SessionRecord | undefined, underNewKey: SessionRecord | undefined]

/** A method that writes, tried on a session of its own. */
export interface Writer {
  readonly method: string
  call(): unknown
  /** What the store holds before it is called, and once it was done. */
  readonly before: Reads
  readonly done: Reads
  reads(): Promise<Reads>
}

/** Seeds a session for each method that writes. `room`: what the data of a new one take, in characters. */
export async function seedWriters(
  store: SessionStore,
  clock: ManualClock,
  name: string,
  room = 1,
): Promise<Writer[]> {
  const record = newRecord(clock)
  const big = { ...record, data: JSON.stringify({ text: 'x'.repeat(room) }) }
  const changed = { ...record, data: '{"views":2}' }
  const writers: Writer[] = []

  async function add(
    method: string,
    seed: NewRecord | undefined,
    call: (key: string, newKey: string) => unknown,
    done: (key: string) => Reads,
  ): Promise<void> {
    const key = `${method}, ${name}`
    const newKey = `${key}, moved`
    if (seed !== undefined) await store.create(key, seed)
    writers.push({
      method,
      call: () => call(key, newKey),
      before: [seed && { ...seed, version: 1 }, undefined],
      done: done(key),
      reads: async () => [await store.read(key), await store.read(newKey)],
    })
  }

  await add(
    'create',
    undefined,
    (key) => store.create(key, big),
    () => [{ ...big, version: 1 }, undefined],
  )
  const written: Reads = [{ ...changed, version: 2 }, undefined]
  await add(
    'write',
    record,
    (key) => store.write(key, changed, 1),
    () => written,
  )
  await add(
    'touch',
    record,
    (key) => store.touch(key, clock.now()),
    () => [{ ...record, version: 2 }, undefined],
  )
  await add(
    'delete',
    record,
    (key) => store.delete(key),
    () => [undefined, undefined],
  )
  if (store.abilities.rotate) {
    const note = newNote(clock)
    const rotate = (key: string, newKey: string) =>
      having(store, 'rotate').rotate(key, newKey, changed, 1, note)
    await add('rotate', record, rotate, () => [
      { ...note, version: 2 },
      { ...changed, version: 2 },
    ])
  }
  if (store.abilities.subjects) {
    const subject = `ann, ${name}`
    const end = () => having(store, 'deleteSubject').deleteSubject(subject)
    await add('deleteSubject', { ...record, subject }, end, () => [undefined, undefined])
  }
  return writers
}

/** Fails unless the store holds what it held before the call, or what it holds once that was done: nothing in between. */
export async function assertWhole({ method, before, done, reads }: Writer): Promise<void> {
  const found = await reads()
  const isWhole = await succeeds(() => equal(found, before, method))
  if (!isWhole) equal(found, done, `what is stored, where ${method} is not as it was before`)
}

/** Fails unless every method that writes does so. */
export async function assertAllWork(store: SessionStore, clock: ManualClock, name: string): Promise<void> {
  for (const { method, call, done, reads } of await seedWriters(store, clock, name)) {
    await call()
    equal(await reads(), done, `what is stored after ${method}`)
  }
}
