import { byId } from './dom.ts'

const place = byId('problem', HTMLElement)

/** Runs an action of the user's and shows its error, if any, until the next action. */
export async function attempt(action: () => Promise<unknown>): Promise<void> {
  place.textContent = ''
  try {
    await action()
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error)
  }
}
