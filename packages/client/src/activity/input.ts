import type { PageEvent } from '../env/env.ts'

/**
 * What only a person causes: dictation and paste `input` alone, the press of a screen reader `click` alone. A script causes
 * trusted `scroll` events too, so they do not count.
 */
export const inputs: readonly string[] = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'input', 'click']

/** Whether one of these is a person's doing. */
export function isInput({ type, isTrusted, movementX, movementY }: PageEvent): boolean {
  // A layout change under a resting pointer fires a trusted `pointermove` as well, without a movement.
  return isTrusted && !(type === 'pointermove' && !movementX && !movementY)
}
