import { type Clock, createSessionClient, type Env } from '@sojourn/client'
import type { ActiveView } from '@sojourn/client/contract'
import type { Row } from './report.ts'
import { spreadOf } from './statistics.ts'

const day = 86_400_000

/** A page that is always there, and alone. */
const page: Env = {
  addEventListener: () => {},
  document: { visibilityState: 'visible', baseURI: 'https://app.example/' },
  navigator: { onLine: true },
}

/** Microseconds of wall time that the client needs each second to keep so many countdowns up to date. */
export async function measureTick(subscribers: number, ticks = 2_000, rounds = 7): Promise<Row> {
  let now = 1_800_000_000_000
  let due: { at: number; run: () => void } | undefined
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    after(delay, run) {
      const timer = { at: now + delay, run }
      // A request's deadline comes later than the next tick, and none is under way here.
      if (!due || timer.at < due.at) due = timer
      return () => {
        if (due === timer) due = undefined
      }
    },
  }
  const session = createSessionClient({
    url: 'https://app.example/session',
    env: page,
    clock,
    fetch: async () => Response.json(view(now)),
  })
  let told = 0
  for (let index = 0; index < subscribers; index++) session.countdown.subscribe(() => told++)
  await session.ready()

  const rests: number[] = []
  for (let round = 0; round < rounds; round++) {
    told = 0
    const start = performance.now()
    for (let tick = 0; tick < ticks; tick++) {
      if (!due) throw new Error('The client waits for nothing.')
      const { at, run } = due
      due = undefined
      now = at
      run()
    }
    rests.push(((performance.now() - start) * 1000) / ticks)
    if (told !== ticks * subscribers) throw new Error(`${told} of ${ticks * subscribers} were told.`)
  }
  session.dispose()
  const { median, least, most } = spreadOf(rests)
  const perSubscriber = (median * 1000) / subscribers
  return {
    name: `${subscribers.toLocaleString('en')} listening`,
    figures: {
      'µs per tick': `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`,
      'ns per listener': perSubscriber.toFixed(0),
    },
    verdict: '',
    isClearMiss: false,
  }
}

function view(now: number): ActiveView {
  const lifetime = { createdAt: now, expiresAt: now + day, endsAt: null, maxAge: day, originalMaxAge: day }
  return { status: 'active', id: 'stay', ...lifetime, renewEvery: 60_000, version: 1, now }
}
