import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Client } from './client.ts'
import type { Seen } from './history.ts'

/** Where requests go: to whichever process is next. */
export type ToUrl = () => string

/** Signs in, as often as it takes. A browser whose sign-in got no answer begins anew, with another name. */
export async function signIn(client: Client, toUrl: ToUrl, name: string, user: string): Promise<Browser> {
  for (let attempt = 0; ; attempt += 1) {
    const browser: Browser = { name: `${name}.${attempt}`, user, cookie: undefined }
    const { status } = await client.ask(browser, toUrl(), 'sign-in', user)
    if (status === 200) return browser
    await delay(50)
  }
}

/** Writes other keys and counts, at the same time as others do in the same session, until it is told to stop. */
export async function writeUntil(
  client: Client,
  toUrl: ToUrl,
  browser: Browser,
  worker: number,
  isOver: () => boolean,
): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    if (turn % 3 === 2) await client.ask(browser, toUrl(), 'count')
    else await client.ask(browser, toUrl(), 'write', `${browser.name}/${worker}/${turn}`)
    await delay(2)
  }
}

/** Looks at the session once everything is quiet: asks until there is an answer that tells. */
export async function look(client: Client, toUrl: ToUrl, browser: Browser): Promise<Seen> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { status, body } = await client.ask({ ...browser }, toUrl(), 'read')
    if (status === 200) return { browser: browser.name, user: browser.user, data: toData(body) }
    await delay(50)
  }
  throw new Error(`nobody could read the session of ${browser.name} within ten seconds`)
}

/** A request without a session sees one that is empty. */
function toData(body: string): Readonly<Record<string, unknown>> | undefined {
  const data: unknown = JSON.parse(body)
  if (typeof data !== 'object' || data === null || Object.keys(data).length === 0) return undefined
  return Object.fromEntries(Object.entries(data))
}
