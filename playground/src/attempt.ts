import { byId } from './dom.ts'

/** Runs an action of the user's and shows its error in `place`, if any, until the next action there. */
export async function attempt(
  action: () => Promise<unknown>,
  place: HTMLElement = byId('problem', HTMLElement),
): Promise<void> {
  place.textContent = ''
  try {
    await action()
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error)
  }
}
