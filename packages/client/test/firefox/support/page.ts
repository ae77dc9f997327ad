export { defineExpiryDialog } from '../../../src/dialog/index.ts'
export { createRedirect } from '../../../src/redirect/index.ts'
export * from '../../tabs/support/page.ts'
