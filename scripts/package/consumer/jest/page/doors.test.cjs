// A page of plain jsdom, which has no `fetch`.
const doors = require('../doors.json').filter((door) => door.startsWith('@sojourn/client/'))
/** They ask for packages of which there are ES modules alone. */
const asking = ['@sojourn/client/svelte', '@sojourn/client/testing']

test.each(doors.filter((door) => !asking.includes(door)))('%s opens', (door) => {
  expect(() => require(door)).not.toThrow()
})
