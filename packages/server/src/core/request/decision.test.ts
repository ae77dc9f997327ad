import { describe, expect, test } from 'vitest'
import { type Decision, type DecisionPolicy, decide, type Facts } from './decision.ts'

interface Case {
  readonly facts: Facts
  readonly policy: DecisionPolicy
}

const both = [false, true] as const

/** Every combination of one value each. */
function combinations<Shape extends object>(
  values: {
    readonly [Key in keyof Shape]: readonly Shape[Key][]
  },
): Shape[] {
  let made: object[] = [{}]
  for (const [key, list] of Object.entries<readonly unknown[]>(values)) {
    made = made.flatMap((one) => list.map((value) => ({ ...one, [key]: value })))
  }
  return made as Shape[]
}

const allFacts = combinations<Facts>({
  moment: ['headers', 'last-byte'],
  holding: ['kept', 'unset', 'destroyed'],
  load: ['idle', 'loading', 'loaded', 'failed'],
  carried: ['nothing', 'fresh', 'one', 'several', 'foreign'],
  isActive: both,
  isRenewalDue: both,
  isStored: both,
  isRead: both,
  isModified: both,
  isTouchAsked: both,
  isSettled: both,
  canSetCookie: both,
})

const allPolicies = combinations<DecisionPolicy>({
  saveUninitialized: both,
  resave: both,
  rolling: [false, true, 'always'],
  unset: ['destroy', 'keep'],
})

const isOver = ({ facts }: Case): boolean => facts.load === 'loaded'
const looks = ({ facts, policy }: Case): boolean =>
  facts.isActive && (policy.saveUninitialized || policy.resave || policy.rolling === 'always')
/** Whether the data decide: they were read, or an option wants them to be. */
const isLookedAt = (one: Case): boolean => one.facts.isRead || (looks(one) && isOver(one))
const isNew = ({ facts }: Case): boolean => !facts.isStored
const isCarried = ({ facts }: Case, ...carried: Facts['carried'][]): boolean =>
  carried.includes(facts.carried)

/** The rules as prose has them: the first that applies decides. */
const rules: readonly [string, (one: Case) => boolean, Decision][] = [
  ['what was destroyed is left alone', ({ facts }) => facts.holding === 'destroyed', 'skip'],
  [
    'what was unset is deleted',
    ({ facts, policy }) => facts.holding === 'unset' && policy.unset === 'destroy',
    'delete',
  ],
  ['what was unset stays stored if asked', ({ facts }) => facts.holding === 'unset', 'unset-keep'],
  [
    'before the last byte nothing is done for what did not change',
    ({ facts }) => facts.moment === 'last-byte' && !(facts.isRead && facts.isModified),
    'skip',
  ],
  [
    'a response that did without the session leaves, though the load failed',
    ({ facts }) => facts.moment === 'headers' && facts.load === 'failed',
    'skip',
  ],
  [
    'what was committed ahead is not committed twice',
    ({ facts }) => facts.moment === 'headers' && facts.isSettled,
    'skip',
  ],
  [
    'what an option wants looked at is loaded first',
    (one) => !one.facts.isRead && looks(one) && !isOver(one),
    'load',
  ],
  [
    'a change of what is stored is written over it',
    (one) => isLookedAt(one) && one.facts.isModified && one.facts.isStored,
    'write',
  ],
  [
    'a new session whose cookie would not arrive is refused',
    (one) => isLookedAt(one) && one.facts.isModified && !one.facts.canSetCookie,
    'refuse',
  ],
  ['a new session is stored for the first time', (one) => isLookedAt(one) && one.facts.isModified, 'create'],
  [
    'a visitor who stored nothing is refused if asked to be kept and the cookie would not arrive',
    (one) => isLookedAt(one) && isNew(one) && one.policy.saveUninitialized && !one.facts.canSetCookie,
    'refuse',
  ],
  [
    'a visitor who stored nothing is kept if asked',
    (one) => isLookedAt(one) && isNew(one) && one.policy.saveUninitialized,
    'create',
  ],
  ['a visitor who stored nothing is not kept', (one) => isLookedAt(one) && isNew(one), 'skip'],
  ['what did not change is written if asked', (one) => isLookedAt(one) && one.policy.resave, 'write'],
  ['a touch is carried out when asked', (one) => isLookedAt(one) && one.facts.isTouchAsked, 'touch'],
  ['a renewal is carried out when due', (one) => one.facts.isStored && one.facts.isRenewalDue, 'touch'],
  ['else what is stored stays as it is', (one) => one.facts.isStored, 'skip'],
  [
    'where a load found nothing, or the request is no activity, there is nothing to renew',
    (one) => isOver(one) || !one.facts.isActive,
    'skip',
  ],
  ['which of several cookies is live only a load can tell', (one) => isCarried(one, 'several'), 'load'],
  [
    'what was begun elsewhere is taken over by activity',
    (one) => isCarried(one, 'foreign') && one.facts.isRenewalDue,
    'load',
  ],
  [
    'the session of one cookie is renewed without being read',
    (one) => isCarried(one, 'one') && one.facts.isRenewalDue,
    'touch',
  ],
  ['nothing else is to do', () => true, 'skip'],
]

/** Which rule decides, for every combination of facts and options. */
const decided: Case[][] = rules.map(() => [])
for (const facts of allFacts) {
  for (const policy of allPolicies) {
    decided[rules.findIndex(([, applies]) => applies({ facts, policy }))]?.push({ facts, policy })
  }
}

describe('of all combinations of facts and options', () => {
  test.each(rules.map(([name, , decision], index) => [name, decision, index] as const))(
    '%s: %s',
    (_name, decision, index) => {
      const concerned = decided[index] ?? []
      expect(concerned).not.toEqual([])
      expect(concerned.find(({ facts, policy }) => decide(facts, policy) !== decision)).toBeUndefined()
    },
  )

  test('once the load is over nobody asks for it again', () => {
    const over = allFacts.filter(({ load }) => load === 'loaded' || load === 'failed')
    for (const policy of allPolicies) {
      expect(over.find((facts) => decide(facts, policy) === 'load')).toBeUndefined()
    }
  })
})
