import { otherSecret, parserSecret, type Secret, signatureOf } from './secrets.ts'

/** Hides what is random, and keeps what can be told apart: the same session ID gets the same name wherever it is seen. */
export class Masks {
  readonly #names = new Map<string, string>()
  readonly #secrets: readonly (readonly [string, Secret])[]

  constructor(secrets: readonly Secret[]) {
    this.#secrets = [
      ...secrets.map((secret, index) => [`secret ${index}`, secret] as const),
      ['the secret of cookie-parser', parserSecret],
      ['another secret', otherSecret],
    ]
  }

  /** What is not random says who made it. */
  sid(value: unknown): string {
    if (typeof value !== 'string') return `${typeof value} ${String(value)}`
    if (/^(seed-|made-|stranger|$)/.test(value)) return value
    const shape = /^[\w-]{32}$/.test(value) ? 'sid' : 'odd sid'
    const name = this.#names.get(value) ?? `${shape} ${this.#names.size + 1}`
    this.#names.set(value, name)
    return name
  }

  /** `name=s%3A<sid>.<signature>; Path=/` says whose session ID it is and who signed it. */
  setCookie(header: string): string {
    const [, name, value, attributes] = /^([^=;]*)=([^;]*)(.*)$/s.exec(header) ?? []
    if (name === undefined || value === undefined) return header
    return `${name}=${this.#signed(decodeURIComponent(value))}${attributes}`
  }

  #signed(value: string): string {
    const end = value.lastIndexOf('.')
    if (!value.startsWith('s:') || end === -1) return value
    const sid = value.slice(2, end)
    const [signer] = this.#secrets.find(
      ([, secret]) => signatureOf(sid, secret) === value.slice(end + 1),
    ) ?? ['nobody']
    return `s:<${this.sid(sid)}>.<${signer}>`
  }
}
