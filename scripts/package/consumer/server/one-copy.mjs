// A program of both kinds has every door once: what it requires is what it imports.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
for (const door of process.argv.slice(2)) {
  const imported = await import(door)
  const required = require(door)
  for (const [name, value] of Object.entries(imported)) {
    const isItself = name === 'module.exports' || (name === 'default' && typeof required === 'function')
    assert.equal(isItself ? required : required[name], value, `${door} has ${name} twice.`)
  }
}
