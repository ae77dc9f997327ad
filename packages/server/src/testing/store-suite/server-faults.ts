import type { SessionStore } from '../../store/store.ts'
import { equal, Mismatch, succeeds } from './check.ts'
import { type Claim, having, newNote, newRecord } from './claim.ts'
import { eventually, inTime } from './patience.ts'
import type { StoreTools } from './tools.ts'
import { assertAllWork, assertWhole, seedWriters } from './writers.ts'

function needing<Name extends keyof StoreTools>(
  tools: StoreTools,
  name: Name,
): NonNullable<StoreTools[Name]> {
  const tool = tools[name]
  if (tool === undefined) throw new Error(`this case takes ${name}`)
  return tool
}

/** More than what is left on any disk that is full. */
const tooMuch = 300_000
/** No call takes as many commands. */
const mostCommands = 100

export const serverFaults: readonly Claim[] = [
  {
    name: 'outage: while the server is down every method fails, none hangs; afterwards all work, and nothing is half-written',
    tool: 'outage',
    async prove(store, clock, tools) {
      const { down, up, within = 5_000 } = needing(tools, 'outage')
      const kept = newRecord(clock, { id: 'kept', subject: 'kept' })
      await store.create('kept', kept)
      const writers = await seedWriters(store, clock, 'while it is down')
      await down()
      try {
        const readers: [string, () => unknown][] = [['read', () => store.read('kept')]]
        if (store.list) readers.push(['list', () => store.list?.('kept')])
        if (store.count) readers.push(['count', () => store.count?.()])
        const calls = [...readers, ...writers.map(({ method, call }) => [method, call] as const)]
        await Promise.all(
          calls.map(async ([method, call]) => {
            const what = `${method} while the server is down`
            const outcome = await inTime(() => succeeds(call), within, what)
            if (outcome === true) throw new Mismatch(what, 'an answer', 'a failure')
          }),
        )
      } finally {
        await up()
      }
      await eventually(() => store.read('kept'), 'a read once the server is back')
      for (const writer of writers) await assertWhole(writer)
      equal(await store.read('kept'), { ...kept, version: 1 }, 'read of what was stored before')
      await assertAllWork(store, clock, 'once it is back')
    },
  },
  {
    name: 'full: a write that finds no room fails, and changes nothing; once there is room all is done',
    tool: 'fullDisk',
    async prove(store, clock, tools) {
      const { fill, free } = needing(tools, 'fullDisk')
      const kept = newRecord(clock, { id: 'kept', subject: 'kept' })
      await store.create('kept', kept)
      const writers = await seedWriters(store, clock, 'while it is full', tooMuch)
      const failed = new Set<string>()
      await fill()
      try {
        for (const { method, call } of writers) if (!(await succeeds(call))) failed.add(method)
      } finally {
        await free()
      }
      equal(failed.has('create'), true, `whether there was no room for ${tooMuch} bytes`)
      await eventually(() => store.read('kept'), 'a read once there is room')
      for (const { method, before, done, reads } of writers)
        equal(await reads(), failed.has(method) ? before : done, `what is stored after ${method}`)
      equal(await store.read('kept'), { ...kept, version: 1 }, 'read of what was stored before')
      await assertAllWork(store, clock, 'once there is room')
    },
  },
  {
    name: 'crash: after whichever command a process dies, every session that is live is listed and can be ended',
    ability: 'subjects',
    tool: 'crashAfter',
    async prove(anyStore, clock, tools) {
      const store = having(anyStore, 'list', 'deleteSubject')
      const crashAfter = needing(tools, 'crashAfter')
      for (const [method, call] of Object.entries(signIns)) {
        if (method === 'rotate' && !store.abilities.rotate) continue
        for (let commands = 0; ; commands += 1) {
          const where = `${method} that dies after ${commands} commands`
          const session = { key: `${where}, key`, newKey: `${where}, new key`, subject: where }
          const record = newRecord(clock, { id: where })
          if (method !== 'create')
            await store.create(session.key, { ...record, subject: method === 'deleteSubject' ? where : null })
          const dying = await crashAfter(commands, clock)
          const isDone = await succeeds(() =>
            call(dying, session, { ...record, subject: where }, newNote(clock)),
          )
          await succeeds(() => dying.close?.())

          const keys = [session.key, session.newKey]
          const reads = await Promise.all(keys.map((key) => store.read(key)))
          const live = keys.filter((_, index) => reads[index]?.subject === where)
          equal(
            (await store.list(where)).map(({ key }) => key).sort(),
            live.sort(),
            `keys listed after ${where}`,
          )
          await store.deleteSubject(where)
          for (const key of keys) {
            const left = await store.read(key)
            equal(left?.subject ?? null, null, `subject under a key after deleteSubject after ${where}`)
          }
          if (isDone) break
          if (commands >= mostCommands) throw new Mismatch(where, 'a failure', 'an answer')
        }
      }
    },
  },
]

interface Keys {
  readonly key: string
  readonly newKey: string
  readonly subject: string
}
type NewRecord = Parameters<SessionStore['create']>[1]

/** What leads to a session of the subject, or away from it. */
const signIns: Record<
  string,
  (store: SessionStore, keys: Keys, record: NewRecord, note: NewRecord) => unknown
> = {
  create: (store, { key }, record) => store.create(key, record),
  write: (store, { key }, record) => store.write(key, record, 1),
  rotate: (store, { key, newKey }, record, note) =>
    having(store, 'rotate').rotate(key, newKey, record, 1, note),
  delete: (store, { key }) => store.delete(key),
  deleteSubject: (store, { subject }) => having(store, 'deleteSubject').deleteSubject(subject),
}
