import { byId, onChoice } from './dom.ts'
import { session } from './session.ts'

const group = byId('keepalive', HTMLElement)
const activity = byId('activity', HTMLElement)
const pause = byId('pause', HTMLInputElement)
const hint = byId('keepalive-hint', HTMLElement)

const hints: Record<string, string> = {
  off: 'The button renews the session, and so do the app’s own requests.',
  active: 'Your clicks, keys and scrolling renew the session, too.',
  open: 'The open page renews the session by itself, even unseen.',
}

/** Switches the client's keepalive, and what counts as activity for it. */
export function showKeepalive(): void {
  let stop: (() => void) | undefined
  let resume: (() => void) | undefined
  const choose = (value: string): void => {
    stop?.()
    stop = value === 'active' || value === 'open' ? session.keepAlive({ while: value }) : undefined
    activity.hidden = stop === undefined
    showHint(value)
  }
  const showHint = (value: string): void => {
    hint.textContent = resume
      ? 'Paused: keepalive renews nothing. The button does, and so do the app’s requests.'
      : (hints[value] ?? '')
  }
  pause.addEventListener('change', () => {
    resume?.()
    resume = pause.checked ? session.activity.pause() : undefined
    showHint(chosen())
  })
  byId('report', HTMLButtonElement).addEventListener('click', () => session.activity.report())
  onChoice(group, choose)
  choose('off')
}

function chosen(): string {
  return group.querySelector<HTMLInputElement>('input:checked')?.value ?? 'off'
}
