import { flushSync, hydrate, mount, unmount } from 'svelte'
import { onTestFinished } from 'vitest'
import Name from '../../fixtures/svelte/name.svelte'
import Page from '../../fixtures/svelte/page.svelte'
import Private from '../../fixtures/svelte/private.svelte'
import Readers from '../../fixtures/svelte/readers.svelte'
import { renderedPages } from '../../support/rendered-pages.ts'
import type { BindingHarness } from './harness.ts'

function show(component: typeof Page, target: HTMLElement, props: object) {
  const options = { target, props }
  const exports = target.hasChildNodes() ? hydrate(component, options) : mount(component, options)
  let hiding: Promise<void> | undefined
  const hide = (): Promise<void> => {
    hiding ??= unmount(exports)
    return hiding
  }
  onTestFinished(hide)
  return { exports, hide }
}

export const svelteHarness: BindingHarness = {
  rendered: renderedPages.svelte,
  showPage(root, props) {
    const { exports, hide } = show(Page, root, props)
    return { hide, showLater: () => exports.showLater(), carry: (next) => exports.carry(next) }
  },
  showReaders: (root, props) => show(Readers, root, props).exports.choose,
  showPrivate: (root, session) => void show(Private, root, { session }),
  showAlone: (target) => void mount(Name, { target }),
  async act(change) {
    await change()
    flushSync()
  },
}
