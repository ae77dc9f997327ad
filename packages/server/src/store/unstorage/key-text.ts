// unstorage takes `a/b`, `a\b` and `a:b` for one key, cuts what follows a `?`, and refuses `..`; some file systems take `a` and
// `A` for one name. So a key is written in lower-case letters, digits, `_` and `-` alone:
//
//   a-z, 0-9  as they are
//   A-Z       `_` and the letter in lower case
//   others    `-` and the code unit in four hexadecimal digits
//
// It begins with `k`, so that none is empty, nor a name that a system keeps to itself.

const escaped = /_[a-z]|-[\da-f]{4}/g
const whole = /^k(?:[a-z\d]|_[a-z]|-[\da-f]{4})*$/

/** The key as text that unstorage and every driver leave as it is. No two keys have one text. */
export function toKeyText(key: string): string {
  return `k${key.replaceAll(/[^a-z\d]/g, toEscape)}`
}

/** The key of such a text; `undefined` for any other text. */
export function fromKeyText(text: string): string | undefined {
  return whole.test(text) ? text.slice(1).replaceAll(escaped, fromEscape) : undefined
}

function toEscape(unit: string): string {
  if (/[A-Z]/.test(unit)) return `_${unit.toLowerCase()}`
  return `-${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function fromEscape(text: string): string {
  if (text.startsWith('_')) return text.slice(1).toUpperCase()
  return String.fromCharCode(Number.parseInt(text.slice(1), 16))
}
