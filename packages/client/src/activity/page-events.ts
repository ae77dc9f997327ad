import type { Env, PageEvent } from '../env/env.ts'
import { inputs, isInput } from './input.ts'

export interface PageListeners {
  /** A person does something. */
  onInput(): void
  /** The page goes, perhaps into the back/forward cache. */
  onLeave(): void
  /** The back/forward cache gave the page back. */
  onRestore(): void
  /** Something else changed about the page, of which an event of this type tells. */
  onChange(type: string): void
  /** Cookies that scripts may read have changed, by whomever, or might have while another window had the focus. */
  onCookies(): void
}

/** Many inputs come in a second, and one in so many milliseconds says it all. */
const pause = 250

/** Listens to the page until the returned stop is called. */
export function listenToPage(
  env: Env,
  now: () => number,
  { onInput, onLeave, onChange, onRestore, onCookies }: PageListeners,
): () => void {
  const listening = new AbortController()
  let heardAt = -Infinity

  function hear(event: PageEvent): void {
    const { type, persisted } = event
    if (inputs.includes(type)) {
      if (isInput(event) && now() >= heardAt + pause) {
        heardAt = now()
        onInput()
      }
    } else if (type === 'pagehide') onLeave()
    else if (persisted) onRestore()
    else onChange(type)
  }
  const types = [...inputs, 'visibilitychange', 'pageshow', 'pagehide', 'resume', 'online', 'offline']
  // On the way down, so that nothing in the page can stop an event.
  const options = { capture: true, passive: true, signal: listening.signal }
  for (const type of types) env.addEventListener(type, hear, options)
  // Not on the way down, where the focus of each element passes by.
  env.addEventListener('focus', onCookies, { signal: listening.signal })
  env.cookieStore?.addEventListener('change', onCookies, options)
  return () => listening.abort()
}
