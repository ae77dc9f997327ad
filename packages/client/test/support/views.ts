import type { ActiveView, SessionView } from '../../../contract/src/index.ts'

/** An active view of a quarter of an hour; `maxAge` left of it, and `data`, are the test's own. */
export function activeView<Data = unknown>(view: Partial<ActiveView<Data>> = {}): ActiveView<Data> {
  const now = 1_600_000_000_000
  const { maxAge = 900_000 } = view
  return {
    status: 'active',
    id: 'stay-1',
    createdAt: now,
    expiresAt: now + maxAge,
    endsAt: null,
    maxAge,
    originalMaxAge: 900_000,
    renewEvery: 60_000,
    version: 1,
    now,
    ...view,
  }
}

export const noneView: SessionView = { status: 'none', now: 1_600_000_000_000 }
