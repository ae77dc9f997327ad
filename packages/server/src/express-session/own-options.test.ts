import { expect, test } from 'vitest'
import session from './index.ts'

const known = { secret: 'keyboard cat', resave: false, saveUninitialized: false }

const wrong: readonly (readonly [string, unknown])[] = [
  ['reread', 'sometimes'],
  ['touchAfter', '60000'],
  ['touchAfter', -1],
  ['touchAfter', Number.MAX_SAFE_INTEGER],
  ['storeTimeout', Number.MAX_SAFE_INTEGER],
  ['storeTimeout', 0],
  ['expose', {}],
  ['allowedOrigins', ['app.example']],
  ['requireOrigin', 'yes'],
  ['announce', true],
  ['colour', 'blue'],
]

test.each(wrong)('the option sojourn.%s is refused at start-up when it is %j, by its name', (name, value) => {
  const refused = { code: 'option-invalid', message: expect.stringContaining(`option \`sojourn.${name}`) }
  expect(() => session({ ...known, sojourn: { [name]: value } })).toThrow(expect.objectContaining(refused))
})

test.each([[null], [true], ['always']])('so is `sojourn` when it is %j', (value) => {
  expect(() => session({ ...known, sojourn: value as never })).toThrow('option `sojourn`')
})

test('all others are left alone, as by express-session: a store may share them', () => {
  const ofAStore = { touchAfter: '24h', storeTimeout: 'never', colour: 'blue' }
  expect(() => session({ ...known, ...Object.fromEntries(wrong), ...ofAStore })).not.toThrow()
})
