import { describe, expectTypeOf, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../index.ts'
import type { JsonView, NotJson } from './json-check.ts'

interface Tree {
  readonly name: string
  readonly children: Tree[]
}
interface Person {
  readonly name?: string
  readonly employer?: Employer
}
interface Employer extends Person {
  readonly since: Date
}

describe('the path of what is no JSON', () => {
  test('says where it is, however deep', () => {
    expectTypeOf<NotJson<{ user: { since: Date } }>>().toEqualTypeOf<'user.since'>()
    expectTypeOf<NotJson<{ list: readonly { tags: Set<string> }[] }>>().toEqualTypeOf<'list[].tags'>()
    expectTypeOf<NotJson<{ pair: [string, Date] }>>().toEqualTypeOf<'pair[]'>()
    expectTypeOf<NotJson<{ byName: Record<string, { at: Date }> }>>().toEqualTypeOf<`byName.${string}.at`>()
    expectTypeOf<NotJson<{ byNumber: Record<number, Date> }>>().toEqualTypeOf<`byNumber.${number}`>()
    expectTypeOf<NotJson<Date>>().toEqualTypeOf<'(the whole)'>()
  })

  test('is that of every kind', () => {
    expectTypeOf<NotJson<{ a: { date: Date } }>>().toEqualTypeOf<'a.date'>()
    expectTypeOf<NotJson<{ a: { map: Map<string, number> } }>>().toEqualTypeOf<'a.map'>()
    expectTypeOf<NotJson<{ a: { map: ReadonlyMap<string, number> } }>>().toEqualTypeOf<'a.map'>()
    expectTypeOf<NotJson<{ a: { set: Set<string> } }>>().toEqualTypeOf<'a.set'>()
    expectTypeOf<NotJson<{ a: { big: bigint } }>>().toEqualTypeOf<'a.big'>()
    expectTypeOf<NotJson<{ a: { greet: () => string } }>>().toEqualTypeOf<'a.greet'>()
    expectTypeOf<NotJson<{ a: { symbol: symbol } }>>().toEqualTypeOf<'a.symbol'>()
    expectTypeOf<NotJson<{ a: { pattern: RegExp } }>>().toEqualTypeOf<'a.pattern'>()
    expectTypeOf<NotJson<{ a: { later: Promise<string> } }>>().toEqualTypeOf<'a.later'>()
  })

  test('is there also where the value may be missing or something else', () => {
    expectTypeOf<NotJson<{ at?: Date }>>().toEqualTypeOf<'at'>()
    expectTypeOf<NotJson<{ at: Date | null }>>().toEqualTypeOf<'at'>()
    expectTypeOf<NotJson<{ a: Date; b: bigint }>>().toEqualTypeOf<'a' | 'b'>()
  })

  test('is found once in a type that holds itself, and in one that is narrower than what is around it', () => {
    expectTypeOf<NotJson<Tree & { readonly at: Date }>>().toEqualTypeOf<'at'>()
    expectTypeOf<NotJson<Person>>().toEqualTypeOf<'employer.since'>()
  })

  test('is nowhere in JSON', () => {
    expectTypeOf<NotJson<{ a: [1, 'x', null, true]; b?: { c: readonly string[] } }>>().toBeNever()
    expectTypeOf<NotJson<JsonObject>>().toBeNever()
    expectTypeOf<NotJson<{ any: JsonValue }>>().toBeNever()
    expectTypeOf<NotJson<Tree>>().toBeNever()
    expectTypeOf<NotJson<{ unknown: unknown }>>().toBeNever()
    expectTypeOf<NotJson<undefined>>().toBeNever()
  })
})

test('a view is itself, or what is wrong with it', () => {
  expectTypeOf<JsonView<Tree>>().toEqualTypeOf<Tree>()
  expectTypeOf<JsonView<{ a: bigint }>>().toEqualTypeOf<'expose must return JSON: a is not'>()
})
