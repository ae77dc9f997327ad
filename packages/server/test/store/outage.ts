import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import type { PrivateServer } from '../../../../scripts/servers/start.ts'
import { systemClock } from '../../src/clock.ts'
import type { SessionStore } from '../../src/store/store.ts'
import { start } from '../app.ts'
import { codeOf } from '../browser.ts'

const storeTimeout = 500
/** How long after its return a database may take to be of use again, and an answer longer than `storeTimeout`. */
const recovery = 1_000
const tolerance = 200

type App = Awaited<ReturnType<typeof startOver>>

/** An app with somebody signed in, over that store. */
export function startOver(store: SessionStore) {
  return start({ store, clock: systemClock, storeTimeout })
}

/** Takes the server away, asks the app, brings it back: no answer is kept waiting, and the store is used again at once. */
export async function expectQuickOutage(
  app: App,
  { control }: PrivateServer,
  how: 'frozen' | 'killed',
): Promise<void> {
  await (how === 'frozen' ? control.freeze() : control.kill())
  for (const { code, took } of await visits(app, 3)) {
    expect(code).toBe('store-unavailable')
    expect(took).toBeLessThan(storeTimeout + tolerance)
  }
  await (how === 'frozen' ? control.wake() : control.start())
  await isSoonGood(app, performance.now())
  expect(await app.data()).toMatchObject({ user: 'ann', back: true })
}

/** How long requests take, one after the other and some at once, and what they end with. */
async function visits(app: App, times: number) {
  const visit = async () => {
    const began = performance.now()
    const code = await codeOf(app.run(({ session }) => Object.assign(session, { at: began })))
    return { code, took: performance.now() - began }
  }
  const all = []
  for (let time = 0; time < times; time += 1) all.push(...(await Promise.all([visit(), visit(), visit()])))
  return all
}

async function isSoonGood(app: App, since: number): Promise<void> {
  while (
    (await codeOf(app.browser.visit(({ session }) => Object.assign(session, { back: true })))) !== undefined
  ) {
    expect(performance.now() - since).toBeLessThan(recovery)
    await delay(20)
  }
  expect(performance.now() - since).toBeLessThan(recovery + tolerance)
}
