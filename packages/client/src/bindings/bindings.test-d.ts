import type { Accessor } from 'solid-js'
import { expectTypeOf, test } from 'vitest'
import type { ComputedRef } from 'vue'
import {
  type ActiveState,
  createSessionClient,
  type RegisteredData,
  type SessionClient,
  type SessionState,
} from '../index.ts'
import * as react from './react.ts'
import * as solid from './solid.ts'
import * as svelte from './svelte.ts'
import * as vue from './vue.ts'

interface View {
  readonly name: string | null
}

test('the registered client says what the data is', () => {
  expectTypeOf<RegisteredData<{ session: SessionClient<View> }>>().toEqualTypeOf<View>()
})

// In the programs of the tests nobody registers one; the guide's snippets do.
test('without one it is unknown', () => {
  expectTypeOf<RegisteredData>().toEqualTypeOf<unknown>()
  expectTypeOf(react.useSession()).toEqualTypeOf<SessionState>()
  expectTypeOf(react.useRequireSession()).toEqualTypeOf<ActiveState<unknown> | undefined>()
})

test('a selector says what is read', () => {
  const phaseOf = (state: SessionState): string => (state.status === 'active' ? state.phase : state.status)
  expectTypeOf(react.useSession(phaseOf)).toEqualTypeOf<string>()
  expectTypeOf(vue.useSession(phaseOf)).toEqualTypeOf<ComputedRef<string>>()
  expectTypeOf(svelte.useSession(phaseOf)).toEqualTypeOf<svelte.Current<string>>()
  expectTypeOf(solid.useSession(phaseOf)).toEqualTypeOf<Accessor<string>>()
})

test('a provider takes a client, and what a server says of the session', () => {
  const session = createSessionClient<{ '~view'?: View }>()
  expectTypeOf({ session, initial: undefined }).toExtend<react.SessionProviderProps>()
  expectTypeOf({
    session,
    initial: { status: 'none' as const, now: 0 },
  }).toExtend<solid.SessionProviderProps>()
  expectTypeOf({ initial: undefined }).not.toExtend<svelte.SessionProvision>()
  expectTypeOf({ session, initial: 'active' }).not.toExtend<vue.SessionProvision>()
})
