import { testBinding, useBindingServer } from './binding-suite.ts'
import { svelteHarness } from './svelte-harness.ts'

testBinding(svelteHarness, useBindingServer())
