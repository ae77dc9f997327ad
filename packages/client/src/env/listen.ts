import type { Env } from './env.ts'

/** An event, with what some kinds of it carry. */
export interface PageEvent extends Event {
  /** Of `pageshow`: the back/forward cache gave the page back. */
  readonly persisted?: boolean
  /** Of `pointermove`. */
  readonly movementX?: number
  readonly movementY?: number
}

/**
 * Listens to the window and all that is in it, the document above all: on the way down, so that nothing there can stop
 * the event. Returns its stop.
 */
export function listen(env: Env, types: readonly string[], listener: (event: PageEvent) => void): () => void {
  const options = { passive: true, capture: true }
  for (const type of types) env.addEventListener(type, listener, options)
  return () => {
    for (const type of types) env.removeEventListener(type, listener, options)
  }
}
