import { describe, expect, test } from 'vitest'
import { decideCookie, decideRecord, type Facts, type SaveRules } from './save-table.ts'

const untouched: Facts = {
  hasSid: true,
  isKnown: true,
  isModified: false,
  isSaved: true,
  hasSaved: true,
  isPersistent: false,
}
const begun: Facts = { ...untouched, isKnown: false, isSaved: false, hasSaved: false }
const lean: SaveRules = { saveUninitialized: false, rolling: false }
const generous: SaveRules = { saveUninitialized: true, rolling: false }

describe('the record', () => {
  test.each<[string, Facts, SaveRules, string]>([
    ['of a session that nobody changed is touched', untouched, lean, 'touch'],
    ['is saved again where `resave` leaves nothing saved', { ...untouched, isSaved: false }, lean, 'save'],
    ['that changed is saved', { ...untouched, isModified: true, isSaved: false }, lean, 'save'],
    ['that was saved by hand is touched', { ...untouched, isModified: true }, lean, 'touch'],
    ['of a new session is not made without need', begun, lean, 'skip'],
    ['of a new session is made where somebody wrote', { ...begun, isModified: true }, lean, 'save'],
    ['of a new session is made with `saveUninitialized`', begun, generous, 'save'],
    ['of a new session that was saved by hand is left', { ...begun, isSaved: true }, generous, 'skip'],
    ['of a bogus sid is left', { ...begun, hasSid: false, isModified: true }, generous, 'skip'],
  ])('%s', (_name, facts, policy, record) => {
    expect(decideRecord(facts, policy)).toBe(record)
  })
})

describe('the cookie', () => {
  const changed = { ...untouched, isModified: true }

  test.each<[string, Facts, SaveRules, boolean]>([
    ['of a known session is left alone', untouched, lean, false],
    ['is set on every response with `rolling`', untouched, { ...lean, rolling: true }, true],
    ['that ends with the browser is left alone when the session changes', changed, lean, false],
    ['that lasts is renewed when the session changes', { ...changed, isPersistent: true }, lean, true],
    ['of a new session is set where somebody wrote', { ...begun, isModified: true }, lean, true],
    ['of a new session is not set without need', begun, { ...lean, rolling: true }, false],
    ['of a new session is set with `saveUninitialized`', begun, generous, true],
    ['of a bogus sid is not set', { ...begun, hasSid: false }, generous, false],
  ])('%s', (_name, facts, policy, isSet) => {
    expect(decideCookie(facts, policy)).toBe(isSet)
  })
})
