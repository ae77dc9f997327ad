// The same by `require`.
const assert = require('node:assert/strict')

assert.throws(() => require('@sojourn/server/store/sqlite'), {
  code: 'store-unavailable',
  message: /Node\.js 22\.13 .*this is Node\.js v/,
})
