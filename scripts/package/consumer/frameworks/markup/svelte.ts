// What Svelte's language server loads: it makes such calls of markup.
/// <reference path="../node_modules/svelte/svelte-html.d.ts" />
import type { SessionClient } from '@sojourn/client'
import type { ExpiryDialogElement } from '@sojourn/client/expiry-dialog'
import { useSession } from '@sojourn/client/svelte'

export function page(session: SessionClient): ExpiryDialogElement {
  svelteHTML.createElement('main', { 'data-status': useSession().current.status })
  // @ts-expect-error No session.
  svelteHTML.createElement('sojourn-expiry-dialog', { session: 'yes' })
  return svelteHTML.createElement('sojourn-expiry-dialog', { id: 'expiry', session, texts: { end: 'Leave' } })
}
