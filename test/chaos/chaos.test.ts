import { describe, expect, test } from 'vitest'
import { type Plan, run } from '../../scripts/chaos/run.ts'

// The short form of `npm run chaos`, which has MariaDB and a cluster of Redis, too. Beside all the other tests a machine is late: how late an answer may be is held there.
const plan: Plan = { store: '', seed: 7, duration: 0, people: 3, workers: 3, processes: 2, margin: 4_000 }

const timeout = 60_000

describe('nothing that was acknowledged is lost, and nothing that was ended is alive', { timeout }, () => {
  test.each([
    ['sqlite', 3_500],
    ['redis', 4_000],
    ['postgres', 4_000],
  ])('over %s, while processes and databases are killed and frozen', async (store, duration) => {
    const { violations, faults, history } = await run({ ...plan, store, duration })
    expect(violations).toEqual([])
    expect(faults.length).toBeGreaterThan(0)
    expect(history.asked.filter(({ status }) => status === 200).length).toBeGreaterThan(50)
  })
})

test('a store that forgets is found out', { timeout }, async () => {
  const wrapper = new URL('forgetful-store.ts', import.meta.url).href
  const { violations } = await run({ ...plan, store: 'sqlite', duration: 2_500, workers: 5, wrapper })
  expect(violations).toContainEqual(expect.stringMatching(/missing|the count is/))
})
