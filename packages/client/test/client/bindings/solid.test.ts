import { testBinding, useBindingServer } from './binding-suite.ts'
import { solidHarness } from './solid-harness.ts'

testBinding(solidHarness, useBindingServer())
