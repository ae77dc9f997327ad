import { z } from 'zod/mini'
import { historyList } from './entries.ts'

const storageKey = 'sojourn-lab'

/** The last redirect of this tab, noted by the private page for the landing page. */
const redirection = z.object({
  reason: z.string(),
  history: z.string(),
  before: z.optional(historyList),
})

export type Redirection = z.output<typeof redirection>

export function note(value: Redirection): void {
  sessionStorage.setItem(storageKey, JSON.stringify(value))
}

export function noted(): Redirection | undefined {
  const text = sessionStorage.getItem(storageKey)
  return text === null ? undefined : redirection.parse(JSON.parse(text))
}
