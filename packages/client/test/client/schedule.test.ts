import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionView } from '../../../contract/src/index.ts'
import { createEngine } from '../../src/client/engine.ts'
import { SessionClientError } from '../../src/errors.ts'
import type { Method } from '../../src/http/send.ts'
import { fakePage } from '../support/fake-page.ts'
import { activeView } from '../support/fake-server.ts'
import { manualClock } from '../support/manual-clock.ts'

type Step =
  | { readonly do: 'ask'; readonly method: Method }
  | { readonly do: 'sign in' }
  | { readonly do: 'pass'; readonly by: number }
  | { readonly do: 'answer'; readonly which: number; readonly version: number; readonly outcome: string }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('ask' as const),
    method: fc.constantFrom<Method>('get', 'get', 'post', 'delete'),
  }),
  fc.constant({ do: 'sign in' } as const),
  fc.record({ do: fc.constant('pass' as const), by: fc.nat(400_000) }),
  fc.record({
    do: fc.constant('answer' as const),
    which: fc.nat(5),
    version: fc.nat(3),
    outcome: fc.constantFrom('active', 'active', 'other stay', 'none', 'failure'),
  }),
)

interface Sent {
  readonly method: Method
  readonly epoch: number
  readonly number: number
  readonly settle: (answer: SessionView | SessionClientError) => void
}

test('whatever order answers come in, the state is the newest verdict of its epoch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const clock = manualClock()
      const open: Sent[] = []
      let number = 0
      let epoch = 0
      const send = (method: Method): Promise<SessionView> =>
        new Promise((resolve, reject) => {
          const settle = (answer: SessionView | SessionClientError): void =>
            'code' in answer ? reject(answer) : resolve(answer)
          open.push({ method, epoch, number: ++number, settle })
        })
      const engine = createEngine<unknown>({
        send,
        clock,
        env: fakePage().env,
        url: '/session',
        warnBefore: 0,
        overdue: 'keep',
        signal: new AbortController().signal,
      })
      let newest = 0
      let expected = 'unknown'
      let version = -1

      for (const now of steps) {
        const before = engine.known.state
        if (now.do === 'ask') engine.request(now.method, 'call').catch(() => {})
        else if (now.do === 'pass') clock.advance(now.by)
        else if (now.do === 'sign in') {
          engine.abandon()
          epoch++
        } else {
          const [sent] = open.splice(now.which % (open.length || 1), 1)
          if (!sent) continue
          const id = now.outcome === 'other stay' ? 'stay-2' : 'stay-1'
          const view: SessionView =
            now.outcome === 'none' || sent.method === 'delete'
              ? { status: 'none', now: 0 }
              : activeView({ id, version: now.version, expiresAt: 1_600_000_000_000 + now.version })
          sent.settle(now.outcome === 'failure' ? new SessionClientError('offline') : view)
          await new Promise((resolve) => setTimeout(resolve))

          // The model: what the state must be, by the numbers of the requests alone.
          const isEnd = sent.method === 'delete'
          const counts = now.outcome !== 'failure' && sent.epoch === epoch && (isEnd || sent.number > newest)
          if (counts) {
            newest = sent.number
            if (isEnd) epoch++
            const next = view.status === 'active' ? view.id : 'none'
            const isOlder = view.status === 'active' && next === expected && view.version < version
            if (!isOlder) {
              expected = next
              version = view.status === 'active' ? view.version : -1
            }
          }
        }
        const state = engine.known.state
        expect(state.status === 'active' ? state.id : state.status).toBe(expected)
        if (state.status === 'active') expect(state.version).toBe(version)
        // Within one version of one stay its end never comes nearer.
        if (state.status === 'active' && before.status === 'active' && state.id === before.id)
          expect(state.expiresAt).toBeGreaterThanOrEqual(before.expiresAt)
      }
    }),
    { numRuns: 100 },
  )
})
