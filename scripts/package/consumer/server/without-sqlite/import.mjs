// The door of the store says what it needs, where Node.js has no SQLite.
import assert from 'node:assert/strict'

await assert.rejects(import('@sojourn/server/store/sqlite'), {
  code: 'store-unavailable',
  message: /Node\.js 22\.13 .*this is Node\.js v/,
})
