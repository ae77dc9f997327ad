import { expect, test } from 'vitest'
import { type Decision, decide } from './decision.ts'

const both = [false, true]
const cases = both.flatMap((isStored) =>
  both.flatMap((isModified) =>
    both.flatMap((isTouchAsked) =>
      both.flatMap((isRenewalDue) =>
        both.flatMap((saveUninitialized) =>
          both.map((resave) => ({
            facts: { isStored, isModified, isTouchAsked, isRenewalDue },
            policy: { saveUninitialized, resave },
          })),
        ),
      ),
    ),
  ),
)

/** The rules as prose has them: the first that applies decides. */
const rules: [string, (one: (typeof cases)[number]) => boolean, Decision][] = [
  ['what changed is stored for the first time', ({ facts }) => !facts.isStored && facts.isModified, 'create'],
  ['what changed is written over what is stored', ({ facts }) => facts.isStored && facts.isModified, 'write'],
  [
    'a visitor who stored nothing is kept if asked',
    ({ facts, policy }) => !facts.isStored && policy.saveUninitialized,
    'create',
  ],
  ['a visitor who stored nothing is not kept', ({ facts }) => !facts.isStored, 'skip'],
  ['what did not change is written if asked', ({ policy }) => policy.resave, 'write'],
  ['a touch is carried out when asked', ({ facts }) => facts.isTouchAsked, 'touch'],
  ['a renewal is carried out when due', ({ facts }) => facts.isRenewalDue, 'touch'],
  ['nothing else is to do', () => true, 'skip'],
]

test.each(rules.map(([name], index) => [name, index] as const))('%s', (_name, index) => {
  const concerned = cases.filter((one) => rules.findIndex(([, applies]) => applies(one)) === index)
  expect(concerned).not.toEqual([])
  for (const { facts, policy } of concerned) expect(decide(facts, policy)).toBe(rules[index]?.[2])
})
