/** What a small shop keeps: a person, a few settings, a cart. */
export interface Data {
  readonly name: string
  readonly roles: readonly string[]
  readonly locale: string
  readonly views: number
  readonly cart: readonly { readonly sku: string; readonly title: string; readonly count: number }[]
  readonly note: string
}

/** Session data of so many bytes as JSON. */
export function dataOf(size: number): Data {
  const cart: Data['cart'][number][] = []
  const data = (note: string): Data => ({
    name: 'Ada Lovelace',
    roles: ['member'],
    locale: 'en-GB',
    views: 0,
    cart,
    note,
  })
  const room = (): number => size - JSON.stringify(data('')).length
  for (let number = 1; room() > 80; number += 1) {
    cart.push({ sku: `SKU-${1_000 + number}`, title: `Analytical engine, part ${number}`, count: 1 })
  }
  return data('.'.repeat(room()))
}
