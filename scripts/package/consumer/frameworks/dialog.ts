import { defineExpiryDialog } from '@sojourn/client/expiry-dialog'
import { session } from './session.js'

defineExpiryDialog()
export const dialog = document.createElement('sojourn-expiry-dialog')
dialog.session = session
