/** Counts the characters that are looked at: a text that tells of each look. */
export function counted(text: string): { readonly text: string; looks: () => number } {
  let looks = 0
  const boxed: string = new Proxy(Object(text), {
    get(target: object, property) {
      const value: unknown = Reflect.get(target, property)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, text, args)
        if (property === 'charCodeAt') looks++
        else if (property === 'indexOf') {
          const from = typeof args[1] === 'number' ? args[1] : 0
          looks += (result === -1 ? text.length : Number(result)) - from
        } else looks += typeof result === 'string' ? result.length : text.length
        return result
      }
    },
  })
  return { text: boxed, looks: () => looks }
}
