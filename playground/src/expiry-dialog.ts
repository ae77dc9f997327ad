import { defineExpiryDialog } from '@sojourn/client/expiry-dialog'
import { element } from './dom.ts'
import { session } from './session.ts'

/** The product's own dialog, which asks before a session ends. */
export function showExpiryDialog(): void {
  defineExpiryDialog()
  const dialog = element('sojourn-expiry-dialog')
  dialog.session = session
  document.body.append(dialog)
}
