import { byId, onChoice } from './dom.ts'
import { session } from './session.ts'

const hint = byId('keepalive-hint', HTMLElement)

const hints: Record<string, string> = {
  off: 'Only the button renews the stay.',
  active: 'Your clicks, keys and scrolling renew the stay.',
  open: 'An open page renews the stay, whatever you do.',
}

/** Switches the client's keepalive. */
export function showKeepalive(): void {
  let stop: (() => void) | undefined
  const choose = (value: string): void => {
    stop?.()
    stop = value === 'active' || value === 'open' ? session.keepAlive({ while: value }) : undefined
    hint.textContent = hints[value] ?? ''
  }
  onChoice(byId('keepalive', HTMLElement), choose)
  choose('off')
}
