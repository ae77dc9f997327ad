import { z } from 'zod/mini'

/** This tab's entries of this site, oldest first. */
export const historyList = z.object({
  paths: z.array(z.string()),
  /** Which of them is shown. */
  index: z.number(),
})

export type HistoryList = z.output<typeof historyList>

/** Read from the Navigation API; `undefined` in a browser without it. */
export function readHistory(): HistoryList | undefined {
  if (!('navigation' in window)) return undefined
  const { navigation } = window
  const paths = navigation.entries().map(({ url }) => (url === null ? '(hidden)' : new URL(url).pathname))
  return { paths, index: navigation.currentEntry?.index ?? -1 }
}
