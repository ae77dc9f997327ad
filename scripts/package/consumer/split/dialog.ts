import { defineExpiryDialog } from '@sojourn/client/expiry-dialog'
import { trusting } from './page.js'

// Libraries are checked, too, and no framework is there: neither door may lead to one.
defineExpiryDialog()
export const dialog = document.createElement('sojourn-expiry-dialog')
dialog.session = trusting
