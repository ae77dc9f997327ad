import type { HeaderBag } from '../../endpoints/header-bag.ts'
import type { NodeResponse } from './response.ts'

type WithHeaders = Pick<
  NodeResponse,
  'getHeader' | 'getHeaderNames' | 'getHeaders' | 'removeHeader' | 'setHeader'
>

/** The headers of a response of Node.js, or of what stands in for one and may know less. */
export class NodeHeaderBag implements HeaderBag {
  readonly #response: WithHeaders

  constructor(response: WithHeaders) {
    this.#response = response
  }

  get(name: string): string | string[] | undefined {
    // Node.js takes more than its types say (a Date, a URL), and writes the text of it.
    const value: unknown = this.#response.getHeader(name)
    // A copy of a list, for `appendHeader` adds to it in place.
    if (Array.isArray(value)) return value.map(String)
    return value === undefined || value === null ? undefined : String(value)
  }

  set(name: string, value: string | readonly string[]): void {
    this.#response.setHeader(name, value)
  }

  /** Not by `appendHeader`: it adds to the app's own list in place, which other responses may share. */
  append(name: string, values: readonly string[]): void {
    const present = this.get(name)
    this.set(name, present === undefined ? values : [present, values].flat())
  }

  remove(name: string): void {
    this.#response.removeHeader?.(name)
  }

  names(): readonly string[] {
    return this.#response.getHeaderNames?.() ?? Object.keys(this.#response.getHeaders?.() ?? {})
  }
}
