import type { Asked, History, LossWindow, Seen } from './history.ts'
import { storeTimeout } from './settings.ts'

export interface Verdict {
  /** What must not be, in words. Empty: everything was kept. */
  readonly violations: readonly string[]
  /** Acknowledged changes that are missing, and that the store may lose. */
  readonly allowedLosses: number
}

/**
 * Holds every answer against what is there in the end. `margin`: how many milliseconds later than the app's deadline for the
 * store an answer may come, beside what this machine was late itself.
 */
export function check({ asked, seen, seenAfterEnd, lossWindows }: History, margin: number): Verdict {
  const violations: string[] = []
  let allowedLosses = 0
  const lose = (change: Asked, what: string): void => {
    if (isIn(lossWindows, change)) allowedLosses += 1
    else violations.push(`${change.browser}: ${what}`)
  }

  for (const one of seen) {
    const own = asked.filter(({ browser }) => browser === one.browser)
    if (one.data === undefined) {
      const signIn = own.find(({ what, status }) => what === 'sign-in' && status === 200)
      if (signIn !== undefined) lose(signIn, 'the session is gone, and nobody has ended it')
      continue
    }
    if (one.data.user !== one.user)
      violations.push(`${one.browser}: ${one.user} sees the session of ${one.data.user}`)
    checkKeys(own, one, one.data, lose, violations)
    checkCount(own, one.data, lossWindows, lose, violations)
  }
  for (const { browser, data } of seenAfterEnd) {
    const end = asked.find(
      (each) => each.browser === browser && each.what === 'sign-out' && each.status === 200,
    )
    if (data !== undefined && end !== undefined)
      lose(end, `the session was ended, and is alive: ${JSON.stringify(data)}`)
  }
  for (const { what, browser, sentAt, doneAt, lag, status } of asked) {
    const took = doneAt - sentAt - lag
    if (took > storeTimeout + margin)
      violations.push(`${browser}: ${what} took ${Math.round(took)} ms (status ${status})`)
    if (status === 500) violations.push(`${browser}: ${what} was answered 500`)
  }
  return { violations, allowedLosses }
}

type Lose = (change: Asked, what: string) => void

function checkKeys(
  own: readonly Asked[],
  one: Seen,
  data: Seen['data'] & object,
  lose: Lose,
  violations: string[],
): void {
  const writes = own.filter(({ what }) => what === 'write')
  for (const write of writes) {
    if (write.status === 200 && data[`key ${write.key}`] !== true)
      lose(write, `what was written is missing: ${write.key}`)
  }
  const known = new Set(writes.map(({ key }) => `key ${key}`))
  for (const key of Object.keys(data)) {
    if (key.startsWith('key ') && !known.has(key))
      violations.push(`${one.browser}: holds what another wrote: ${key}`)
  }
}

/** Each acknowledged count is in; one without an answer may be. */
function checkCount(
  own: readonly Asked[],
  data: Seen['data'] & object,
  windows: readonly LossWindow[],
  lose: Lose,
  violations: string[],
): void {
  const counts = own.filter(({ what }) => what === 'count')
  const acknowledged = counts.filter(({ status }) => status === 200)
  const uncertain = counts.filter(({ status }) => status === 0 || status === 503)
  const count = Number(data.count ?? 0)
  const missing = acknowledged.length - count
  // Nobody knows which ones: those that may be lost are taken first.
  const inOrder = [...acknowledged].sort(
    (one, other) => Number(isIn(windows, other)) - Number(isIn(windows, one)),
  )
  for (const change of inOrder.slice(0, Math.max(missing, 0))) {
    lose(change, `counted ${acknowledged.length}, the count is ${count}`)
  }
  if (count > acknowledged.length + uncertain.length) {
    const most = acknowledged.length + uncertain.length
    violations.push(`${counts[0]?.browser}: counted at most ${most}, the count is ${count}`)
  }
}

function isIn(windows: readonly LossWindow[], { doneAt, sentAt }: Asked): boolean {
  return windows.some(({ from, to }) => doneAt >= from && sentAt <= to)
}
