import { writeSync } from 'node:fs'
import { systemClock } from '../../../src/clock.ts'
import { createApp, secret } from '../../app.ts'
import { runRequest } from '../../browser.ts'
import { kinds } from './servers.ts'

/** A process that writes one key after the other into one session, over the engine, and prints each that it was told is saved. */
const [kind, url = '', table = '', name, times, cookieHeader] = process.argv.slice(2)
const database = kinds.find((each) => each.name === kind)?.connect(url, 4)
if (!database) throw new Error('there is no such kind of database')
const store = database.open({ table })
const sessions = createApp({ secret, store, clock: systemClock, storeTimeout: 20_000 })

for (let done = 0; done < Number(times); done += 1) {
  const key = `${name} ${done}`
  await runRequest(sessions, ({ session }) => Object.assign(session, { [key]: done }), { cookieHeader })
  writeSync(1, `${key}\n`)
}
store.close()
await database.close()
