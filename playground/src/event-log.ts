import { byId, element } from './dom.ts'
import { timeOfDay } from './format.ts'
import { session } from './session.ts'

/** What fits beside the view. */
const kept = 9
const log = byId('log', HTMLElement)

/** What the client's events tell, newest first. */
export function showEvents(): void {
  session.on('started', ({ state }) => add('started', `a session until ${timeOfDay(state.expiresAt)}`))
  session.on('expiring', ({ state }) => add('expiring', `the ${state.limit} timeout is near`))
  session.on('extended', ({ state }) => add('extended', `until ${timeOfDay(state.expiresAt)}`))
  session.on('changed', ({ identity }) => add('changed', identity ? 'another stay' : 'other data'))
  session.on('ended', ({ state }) => add('ended', state.reason))
  session.on('error', ({ state: { error } }) => add('error', `${error.code}: ${error.message}`))
}

function add(name: string, detail: string): void {
  const now = Date.now()
  const time = element('time', { datetime: new Date(now).toISOString() }, timeOfDay(now))
  log.prepend(element('li', {}, time, element('span', {}, element('b', {}, name), ` ${detail}`)))
  while (log.childElementCount > kept) log.lastElementChild?.remove()
}
