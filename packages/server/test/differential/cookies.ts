import type { CookiePlan, Program } from './program.ts'
import { otherSecret, parserSecret, type Secret, secretsOf, signatureOf } from './secrets.ts'

/** The cookies of one browser: what each response set, the newest last. Values as they are in the header. */
export class Jar {
  readonly #values: string[] = []
  readonly #name: string
  readonly #secrets: readonly Secret[]

  constructor({ options }: Program) {
    const secrets = secretsOf(options)
    this.#name = nameOf(options)
    this.#secrets = secrets.length === 0 ? [parserSecret] : secrets
  }

  keep(headers: readonly string[]): void {
    for (const header of headers) {
      const [pair = ''] = header.split(';', 1)
      if (pair.startsWith(`${this.#name}=`)) this.#values.push(pair.slice(this.#name.length + 1))
    }
  }

  /** The header that the plans make, if any. */
  header(plans: readonly CookiePlan[]): string | undefined {
    const pairs = plans.flatMap((plan) => {
      const value = this.#value(plan)
      return value === undefined ? [] : [`${plan.isOther ? 'other' : this.#name}=${value}`]
    })
    return pairs.length === 0 ? undefined : pairs.join('; ')
  }

  #value(plan: CookiePlan): string | undefined {
    const { of } = plan
    if (of === 'stranger') return this.#dressed('stranger', plan)
    if (typeof of === 'number') return this.#dressed(`seed-${of}`, plan)
    const value = of === 'own' ? this.#values.at(-1) : this.#values[0]
    if (value === undefined || plan.form === 'signed') return value
    return this.#dressed(decodeURIComponent(value).replace(/^s:|\.[^.]*$/g, ''), plan)
  }

  #dressed(sid: string, { form }: CookiePlan): string {
    const signed = (secret: Secret = ''): string => `s:${sid}.${signatureOf(sid, secret)}`
    switch (form) {
      case 'signed':
        return encodeURIComponent(signed(this.#secrets[0]))
      case 'signed by the last secret':
        return encodeURIComponent(signed(this.#secrets.at(-1)))
      case 'signed by another secret':
        return encodeURIComponent(signed(otherSecret))
      case 'tampered':
        return encodeURIComponent(`s:${sid}x.${signatureOf(sid, this.#secrets[0] ?? '')}`)
      case 'without signature':
        return encodeURIComponent(`s:${sid}`)
      case 'unsigned':
        return encodeURIComponent(sid)
      case 'not encoded':
        return signed(this.#secrets[0])
      case 'quoted':
        return `"${encodeURIComponent(signed(this.#secrets[0]))}"`
      case 'garbage':
        return '%E0%A4%A'
      case 'empty':
        return ''
    }
  }
}

export function nameOf({ name, key }: Program['options']): string {
  return name || key || 'connect.sid'
}
