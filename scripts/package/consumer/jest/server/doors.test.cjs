const doors = require('../doors.json').filter((door) => door.startsWith('@sojourn/server'))

test.each(doors)('%s opens', (door) => {
  expect(() => require(door)).not.toThrow()
})

test('`require` answers the function itself, and its own subpaths the constructors that it carries', () => {
  const session = require('@sojourn/server/express-session')
  expect(session).toBeInstanceOf(Function)
  for (const [file, name] of [
    ['cookie', 'Cookie'],
    ['memory', 'MemoryStore'],
    ['session', 'Session'],
    ['store', 'Store'],
  ]) {
    expect(require(`@sojourn/server/express-session/session/${file}`)).toBe(session[name])
    expect(require(`@sojourn/server/express-session/session/${file}.js`)).toBe(session[name])
  }
})

test('what asks for express-session gets ours', () => {
  expect(require('express-session')).toBe(require('@sojourn/server/express-session'))
  expect(require('express-session/session/store')).toBe(require('@sojourn/server/express-session').Store)
})
