import { byId } from './dom.ts'

const place = byId('problem', HTMLElement)

/** Where the page says what went wrong. */
export const problems = {
  /** Runs an action of the user's and shows its error, if any, until the next action. */
  async while(action: () => Promise<unknown>): Promise<void> {
    place.textContent = ''
    try {
      await action()
    } catch (error) {
      place.textContent = error instanceof Error ? error.message : String(error)
    }
  },
}
