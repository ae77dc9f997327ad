import { createRedirect } from '../../../src/redirect/index.ts'

export { defineExpiryDialog } from '../../../src/dialog/index.ts'
export * from '../../tabs/support/page.ts'
export { createRedirect }

// A page that is left while it loads, but not again when somebody comes back to it.
const way = new URLSearchParams(location.search).get('leave')
if (way && !sessionStorage.getItem(location.href)) {
  sessionStorage.setItem(location.href, 'left')
  if (way === 'raw') location.assign('/elsewhere')
  else void createRedirect()('/elsewhere', { history: way === 'replace' ? way : 'assign' })
}
