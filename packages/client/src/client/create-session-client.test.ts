import { expect, test, vi } from 'vitest'
import { fakePage } from '../../test/support/fake-page.ts'
import { activeView, useFakeServer } from '../../test/support/fake-server.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { createSessionClient } from './create-session-client.ts'

const server = useFakeServer()

test('asks when somebody subscribes, and knows the session then', async () => {
  server.reply(() => activeView({ data: { name: 'Ada' } }))
  const clock = manualClock()
  const { env } = fakePage()
  const session = createSessionClient<{ '~view'?: { name: string } }>({ clock, env })
  expect(session.getSnapshot()).toMatchObject({ status: 'unknown' })
  const stop = session.subscribe(() => {})
  await vi.waitFor(() => expect(session.getSnapshot().status).toBe('active'))
  expect(session.getSnapshot()).toMatchObject({
    data: { name: 'Ada' },
    phase: 'steady',
    limit: 'idle',
    stale: false,
  })
  const ticks: number[] = []
  session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
  clock.advance(2500)
  expect(ticks).toEqual([900_000, 899_000, 898_000])
  stop()
  session.dispose()
  expect(server.requests).toEqual(['GET /session'])
})
