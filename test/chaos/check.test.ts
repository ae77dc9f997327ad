import { describe, expect, test } from 'vitest'
import { check } from '../../scripts/chaos/check.ts'
import type { Asked, History, Seen } from '../../scripts/chaos/history.ts'

const browser = 'ann'
const margin = 200

function asked(what: Asked['what'], changes: Partial<Asked> = {}): Asked {
  return { what, browser, key: 'a', sentAt: 1_000, doneAt: 1_010, status: 200, body: '', lag: 0, ...changes }
}

function seen(data: Seen['data']): Seen {
  return { browser, user: 'Ann', data }
}

function violationsOf(history: Partial<History>): readonly string[] {
  return check({ asked: [], seen: [], seenAfterEnd: [], lossWindows: [], ...history }, margin).violations
}

const signedIn = { user: 'Ann' }

describe('what is as it should be is no violation', () => {
  const histories: [string, Partial<History>][] = [
    ['an acknowledged write', { asked: [asked('write')], seen: [seen({ ...signedIn, 'key a': true })] }],
    [
      'a write without an answer that was not done',
      { asked: [asked('write', { status: 0 })], seen: [seen(signedIn)] },
    ],
    [
      'a write without an answer that was done',
      { asked: [asked('write', { status: 0 })], seen: [seen({ ...signedIn, 'key a': true })] },
    ],
    [
      'a count without an answer, done',
      { asked: [asked('count'), asked('count', { status: 503 })], seen: [seen({ ...signedIn, count: 2 })] },
    ],
    ['an ended session that is gone', { asked: [asked('sign-out')], seenAfterEnd: [seen(undefined)] }],
    ['an answer that this machine made late', { asked: [asked('read', { doneAt: 3_000, lag: 900 })] }],
    [
      'a count that the primary took with it, and others after it',
      {
        asked: [asked('count'), asked('count', { sentAt: 5_000, doneAt: 5_010 })],
        seen: [seen({ ...signedIn, count: 1 })],
        lossWindows: [{ from: 900, to: 2_000 }],
      },
    ],
    [
      'a write that the primary took with it',
      { asked: [asked('write')], seen: [seen(signedIn)], lossWindows: [{ from: 900, to: 2_000 }] },
    ],
  ]

  test.each(histories)('%s', (_name, history) => {
    expect(violationsOf(history)).toEqual([])
  })
})

describe('finds', () => {
  const histories: [string, string, Partial<History>][] = [
    ['an acknowledged write that is missing', 'missing', { asked: [asked('write')], seen: [seen(signedIn)] }],
    [
      'an acknowledged count that is missing',
      'the count is 1',
      { asked: [asked('count'), asked('count')], seen: [seen({ ...signedIn, count: 1 })] },
    ],
    [
      'a count that was counted twice',
      'counted at most 1',
      { asked: [asked('count')], seen: [seen({ ...signedIn, count: 2 })] },
    ],
    ['a session of somebody else', 'sees the session of Bob', { seen: [seen({ user: 'Bob' })] }],
    ["another session's write", 'another wrote', { seen: [seen({ ...signedIn, 'key b': true })] }],
    [
      'a session that was lost',
      'nobody has ended it',
      { asked: [asked('sign-in')], seen: [seen(undefined)] },
    ],
    [
      'an ended session that is alive',
      'is alive',
      { asked: [asked('sign-out')], seenAfterEnd: [seen(signedIn)] },
    ],
    ['an answer that came too late', 'took 2000 ms', { asked: [asked('read', { doneAt: 3_000 })] }],
    ['an error that nobody foresaw', 'answered 500', { asked: [asked('read', { status: 500 })] }],
    [
      'a second count that is missing, where one alone may be lost',
      'the count is 1',
      {
        asked: [
          asked('count'),
          ...[5_000, 6_000].map((sentAt) => asked('count', { sentAt, doneAt: sentAt + 10 })),
        ],
        seen: [seen({ ...signedIn, count: 1 })],
        lossWindows: [{ from: 900, to: 2_000 }],
      },
    ],
    [
      'a loss outside the time in which the store may lose',
      'missing',
      { asked: [asked('write')], seen: [seen(signedIn)], lossWindows: [{ from: 1_100, to: 2_000 }] },
    ],
  ]

  test.each(histories)('%s', (_name, complaint, history) => {
    expect(violationsOf(history)).toEqual([expect.stringContaining(complaint)])
  })
})
