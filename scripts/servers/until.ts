import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again until it is so; rejects with `complaint` after twenty seconds. */
export async function until(isSo: () => Promise<boolean>, complaint: string): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(complaint)
    await delay(50)
  }
}
