import { expect, test } from 'vitest'
import session from './index.ts'

const known = { secret: 'keyboard cat', resave: false, saveUninitialized: false }

test.each([
  ['reread', 'sometimes'],
  ['touchAfter', '60000'],
  ['touchAfter', -1],
  ['touchAfter', Number.MAX_SAFE_INTEGER],
  ['storeTimeout', Number.MAX_SAFE_INTEGER],
  ['storeTimeout', 0],
  ['expose', {}],
  ['allowedOrigins', ['app.example']],
  ['requireOrigin', 'yes'],
])('the option %s is refused at start-up when it is %j, by its name', (name, value) => {
  expect(() => session({ ...known, [name]: value })).toThrow(`option \`${name}`)
})

test('options that nobody knows are left alone, as by express-session', () => {
  expect(() => session({ ...known, ...{ colour: 'blue' } })).not.toThrow()
})
