import type { ExpirySession, ExpiryState } from '../../src/dialog/index.ts'

/** A session that does what the test says. */
export interface StubSession extends ExpirySession {
  /** Changes the state, which is `active` unless it says otherwise, and tells who listens. */
  set(change: Partial<ExpiryState>): void
  /** Lets so many milliseconds be left. */
  leave(remaining: number): void
  /** What `touch` and `end` wait for before they change the state. */
  answer(how: () => Promise<void>): void
  /** What was called, in order. */
  readonly calls: string[]
  /** Who listens to the state and to the countdown, and how many pauses hold. */
  readonly held: { listeners: number; ticks: number; pauses: number }
}

/** A stay with `remaining` milliseconds left of six minutes. */
export function createStubSession(remaining = 120_000): StubSession {
  let state: ExpiryState = { status: 'active', phase: 'steady', limit: 'idle', originalMaxAge: 360_000 }
  let answer = async (): Promise<void> => {}
  const listeners = new Set<() => void>()
  const ticks = new Set<(tick: { remaining: number | null }) => void>()
  const held = { listeners: 0, ticks: 0, pauses: 0 }
  const calls: string[] = []

  const call = async (name: string, change: Partial<ExpiryState>): Promise<void> => {
    calls.push(name)
    await answer()
    session.set(change)
  }
  const once = (undo: () => void): (() => void) => {
    let isDone = false
    return () => {
      if (!isDone) undo()
      isDone = true
    }
  }
  const session: StubSession = {
    calls,
    held,
    set(change) {
      const { status = 'active' } = change
      state =
        status === 'active' ? { phase: 'steady', limit: 'idle', ...state, ...change, status } : { status }
      for (const listener of [...listeners]) listener()
    },
    leave(next) {
      remaining = next
      for (const listener of [...ticks]) listener({ remaining })
    },
    answer(how) {
      answer = how
    },
    getSnapshot: () => state,
    subscribe(listener) {
      held.listeners++
      listeners.add(listener)
      return once(() => {
        held.listeners--
        listeners.delete(listener)
      })
    },
    countdown: {
      subscribe(listener) {
        held.ticks++
        ticks.add(listener)
        // As with a client, whose countdown looks at the clock before it starts.
        session.set({})
        listener({ remaining })
        return once(() => {
          held.ticks--
          ticks.delete(listener)
        })
      },
      announcement(text) {
        if (remaining > 60_000) return text(Math.ceil(remaining / 60_000), 'minute')
        return remaining ? text(Math.ceil(remaining / 20_000) * 20, 'second') : ''
      },
    },
    touch: () => call('touch', { phase: 'steady' }),
    end: () => call('end', { status: 'none' }),
    activity: {
      pause() {
        held.pauses++
        return once(() => held.pauses--)
      },
    },
  }
  return session
}
