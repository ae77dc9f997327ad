/** The element of that id, which the page's HTML is known to hold; throws where it does not. */
export function byId<T extends Element>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`The page has no ${kind.name} with the id "${id}".`)
}

/** A new element with text or children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** Calls `listener` with the chosen value when a radio button inside `group` is chosen. */
export function onChoice(group: Element, listener: (value: string) => void): void {
  group.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement) listener(target.value)
  })
}
