/** Names for keys, in the order in which they are first seen, so that two runs of one schedule read the same. */
export class KeyNames {
  readonly #names = new Map<string, string>()

  nameOf(key: string): string {
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const name = `s${this.#names.size + 1}`
    this.#names.set(key, name)
    return name
  }

  get keys(): readonly string[] {
    return [...this.#names.keys()]
  }
}
