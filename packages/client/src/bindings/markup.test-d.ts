import type { JSX as React, RefObject } from 'react'
import type { JSX as Solid } from 'solid-js'
import type { SvelteHTMLElements } from 'svelte/elements'
import { expectTypeOf, test } from 'vitest'
import type { GlobalComponents } from 'vue'
import type { JSX as Vue } from 'vue/jsx-runtime'
import type { ExpiryDialogElement } from '../dialog/index.ts'
import { createSessionClient } from '../index.ts'
import type {} from './react.ts'
import type {} from './solid.ts'
import type {} from './svelte.ts'
import type {} from './vue.ts'

type Tag = 'sojourn-expiry-dialog'
const session = createSessionClient()

test('the element of the dialog is known to the markup of each framework, with its session, texts and attributes', () => {
  const given = { session, texts: { end: 'Leave' }, id: 'expiry', slot: 'end' }
  const ref: RefObject<ExpiryDialogElement | null> = { current: null }
  expectTypeOf({ ...given, ref, className: 'wide' }).toExtend<React.IntrinsicElements[Tag]>()
  expectTypeOf({ ...given, class: 'wide' }).toExtend<Vue.IntrinsicElements[Tag]>()
  expectTypeOf({ ...given, class: 'wide' }).toExtend<InstanceType<GlobalComponents[Tag]>['$props']>()
  expectTypeOf({ ...given, class: 'wide' }).toExtend<SvelteHTMLElements[Tag]>()
  expectTypeOf({
    'prop:session': session,
    'prop:texts': { end: 'Leave' },
    id: 'expiry',
    slot: 'end',
    class: 'wide',
    ref: (_: ExpiryDialogElement) => {},
  }).toExtend<Solid.IntrinsicElements[Tag]>()
})

test('no other session, and no other text, will do', () => {
  expectTypeOf({ session: 'yes' }).not.toExtend<React.IntrinsicElements[Tag]>()
  expectTypeOf({ session: 'yes' }).not.toExtend<Vue.IntrinsicElements[Tag]>()
  expectTypeOf({ texts: { end: 5 } }).not.toExtend<SvelteHTMLElements[Tag]>()
  expectTypeOf({ 'prop:session': 'yes' }).not.toExtend<Solid.IntrinsicElements[Tag]>()
})
