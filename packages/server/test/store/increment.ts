import { writeSync } from 'node:fs'
import { sqliteStore } from '../../src/store/sqlite.ts'
import { hour } from '../durations.ts'

/** A process that adds to one session's counter, and prints each value that the store says is written. */
const [file = '', times] = process.argv.slice(2)
const store = sqliteStore(file, { lockTimeout: 20_000 })
const lifetime = { expiresAt: Date.now() + hour, endsAt: null, idleTimeout: hour, persistent: true }
const first = { id: 'stay', data: '0', createdAt: Date.now(), subject: null, ...lifetime }

try {
  await store.create('counter', first)
} catch {
  // All start at once, and another one was the first.
}

for (let done = 0; done < Number(times); ) {
  const record = await store.read('counter')
  if (!record) throw new Error('the session is gone')
  const views = Number(record.data) + 1
  const result = await store.write('counter', { ...record, data: String(views) }, record.version)
  if (result.status !== 'written') continue
  writeSync(1, `${views}\n`)
  done += 1
}
store.close()
