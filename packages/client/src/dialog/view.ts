/** What the buttons do. */
export interface Choices {
  /** Stays, or goes back to the page: one button for both, so that a change of the limit leaves the focus where it is. */
  readonly primary: () => void
  /** Goes back to the page. */
  readonly close: () => void
  /** Signs out. */
  readonly end: () => void
}

/** Builds the dialog, each part under its name, node by node: where Trusted Types are required no string becomes markup. */
export function createView(choices: Choices): HTMLDialogElement {
  const buttons = Object.entries(choices).map(([id, onclick]) =>
    // The first one gets the focus.
    Object.assign(part('button', id, { autofocus: '' }), { onclick }),
  )
  return part(
    'dialog',
    'dialog',
    { 'aria-labelledby': 'title', 'aria-describedby': 'message remaining' },
    // It changes each second, which nobody wants to hear.
    part('div', 'timer', { 'aria-hidden': true }),
    part(
      'div',
      'body',
      {},
      part('h2', 'title'),
      // Another message is news: an attempt failed, the server is asked, or the limit is another.
      part('p', 'message', { role: 'status' }),
      document.createElement('slot'),
      part('p', 'remaining', { role: 'status' }),
    ),
    part('div', 'actions', {}, ...buttons),
  )
}

function part<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  id: string,
  attributes: object = {},
  ...children: Node[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries({ id, part: id, ...attributes }))
    element.setAttribute(name, value)
  element.append(...children)
  return element
}
