import type { PageEvent } from '../env/env.ts'

/** What only a person does. A script causes trusted `scroll` events too, so they do not count. */
export const inputs: readonly string[] = ['pointerdown', 'pointermove', 'keydown', 'wheel']

export function isInput({ type, isTrusted, movementX, movementY }: PageEvent): boolean {
  // A layout change under a resting pointer fires a trusted `pointermove` as well, without a movement.
  return isTrusted && inputs.includes(type) && (type !== 'pointermove' || !!movementX || !!movementY)
}
