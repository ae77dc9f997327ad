import { byId } from './dom.ts'

const names = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const storageKey = 'sojourn-tab'

/** Names this tab in its title and on the page. */
export async function showTabName(): Promise<void> {
  const name = await claimName()
  document.title = `${name} · ${document.title}`
  byId('tab-name', HTMLElement).textContent = `Tab ${name}`
}

/** The first letter that no other tab of the playground has; the same after a reload, if it is still free. */
async function claimName(): Promise<string> {
  const before = sessionStorage.getItem(storageKey) ?? ''
  for (const name of before + names) {
    if (!(await isClaimed(name))) continue
    sessionStorage.setItem(storageKey, name)
    return name
  }
  return '?'
}

/** A lock, for the browser gives it back whatever becomes of the tab. */
function isClaimed(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null): Promise<never> | undefined => {
      resolve(lock !== null)
      return lock ? new Promise(() => {}) : undefined
    }
    navigator.locks.request(`${storageKey}-${name}`, { ifAvailable: true }, hold).catch(reject)
  })
}
