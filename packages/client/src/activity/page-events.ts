import type { Env, PageEvent } from '../env/env.ts'
import { inputs, isInput } from './input.ts'

/** Many inputs come in a second, and one in so many milliseconds says it all. */
const pause = 250

/**
 * Calls `listener` with the type of each event of the page that matters, until the returned stop is called. Whatever a
 * person does is `input`; `cookie`: those that scripts may read have changed, by whomever, or might have while another
 * window had the focus. `isRestored`: the back/forward cache gave the page back.
 */
export function listenToPage(
  env: Env,
  now: () => number,
  listener: (type: string, isRestored?: boolean) => void,
): () => void {
  const listening = new AbortController()
  const { signal } = listening
  let heardAt = -Infinity

  function onEvent(event: PageEvent): void {
    const { type, persisted } = event
    if (!inputs.includes(type)) listener(type, type === 'pageshow' && !!persisted)
    else if (isInput(event) && now() >= heardAt + pause) {
      heardAt = now()
      listener('input')
    }
  }
  const onCookies = (): void => listener('cookie')
  const types = [...inputs, 'visibilitychange', 'pageshow', 'pagehide', 'resume', 'online', 'offline']
  // On the way down, so that nothing in the page can stop an event.
  const options = { capture: true, passive: true, signal }
  for (const type of types) env.addEventListener(type, onEvent, options)
  // Not on the way down, where the focus of each element passes by.
  env.addEventListener('focus', onCookies, { signal })
  env.cookieStore?.addEventListener('change', onCookies, options)
  return () => listening.abort()
}
