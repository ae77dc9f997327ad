import { createSessionClient, type SessionState } from '../../../src/index.ts'
import { createPageClock } from './page-clock.ts'

export { letPass, passed } from './page-clock.ts'

/** What the app keeps in its sessions, and shows only to those who have one. */
export interface View {
  readonly name: string | null
}

const parameters = new URLSearchParams(location.search)

/** What the browser and the client told this page, in order. */
export const heard: string[] = []
/** What was asked or left alone, and why, as the client's trace says it. */
export const traced: string[] = []
/** What a person saw, one entry for the first frame after each return of the page. */
export const painted: (string | null)[] = []
/** What this page told the other tabs. */
export const posted: { readonly channel: string; readonly message: unknown }[] = []

// As if the browser had none, or did not let this page have it.
for (const name of parameters.getAll('without')) Object.defineProperty(window, name, { value: undefined })

if (window.BroadcastChannel) {
  window.BroadcastChannel = class extends BroadcastChannel {
    override postMessage(message: unknown): void {
      posted.push({ channel: this.name, message })
      super.postMessage(message)
    }
  }
}

const main = document.querySelector('main') ?? document.body
const visible = (): string | null => (main.hidden ? 'covered' : main.textContent)

// Before the client listens, so that nobody can say that it was told first.
for (const type of ['visibilitychange', 'freeze', 'resume'])
  document.addEventListener(type, () =>
    heard.push(type === 'visibilitychange' ? document.visibilityState : type),
  )
addEventListener('pageshow', ({ persisted }) => heard.push(persisted ? 'restored' : 'loaded'))
for (const type of ['resume', 'pageshow', 'visibilitychange'])
  addEventListener(type, () => !document.hidden && requestAnimationFrame(() => painted.push(visible())), {
    capture: true,
  })

export const clock = createPageClock()
export const session = createSessionClient<{ readonly '~view'?: View }>({ clock })

function textOf(state: SessionState<View>): string {
  return state.status === 'active' ? `the secrets of ${state.data.name}` : state.status
}
session.subscribe(() => {
  main.textContent = textOf(session.getSnapshot())
})
session.onCover((isCovered) => {
  heard.push(isCovered ? 'cover' : 'uncover')
  main.hidden = isCovered
})
for (const type of ['started', 'extended', 'ended', 'error'] as const)
  session.on(type, () => heard.push(type))
session.on('trace', ({ type, cause }) => {
  traced.push(`${type} ${cause}`)
  // A touch that was left to another tab.
  if (type === 'skip') heard.push(type)
})
session.on('changed', ({ identity }) => heard.push(identity ? 'changed identity' : 'changed'))

const policy = parameters.get('keepAlive')
if (policy === 'active' || policy === 'open') session.keepAlive({ while: policy })

/** The app's own sign-in, and what an app does after it. */
export async function signIn(name: string): Promise<void> {
  await fetch(`/sign-in?${new URLSearchParams({ name })}`, { method: 'POST' })
  await session.signedIn()
}
