import type { ExpirySession, ExpiryState } from './expiry-session.ts'
import { line } from './line.ts'
import type { ExpiryDialogTexts } from './texts.ts'
import { createView } from './view.ts'

/** What an element shows of one session. */
export interface Warning {
  /** Shows, renews or hides the dialog, as the session and the texts are now. */
  update(): void
  /** Hides the dialog, and lets go of all. */
  stop(): void
}

/** What WCAG 2.2.1 leaves a person at least: from here on the ring alerts. */
const urgent = 20_000

/** Shows and hides a dialog in `root` as `session` goes, until stopped. */
export function startWarning(
  root: ShadowRoot,
  session: ExpirySession,
  texts: () => ExpiryDialogTexts,
): Warning {
  const dialog = createView({ primary: accept, close: dismiss, end: () => act('end') })
  /** What gives back what is held while the dialog is shown: first what a reminder does not hold. */
  let stops: (() => void)[] = []
  /** Requests of a person that have no verdict yet. */
  let pending = 0
  let hasFailed = false
  /** The limit that the person knows about, and went back to the page. */
  let dismissed: ExpiryState['limit']
  let left = 0
  /** What was left when the dialog opened: the whole ring. */
  let whole = 0

  function update(): void {
    const { phase, limit } = session.getSnapshot()
    const first = [...line.keys()].find((other) => line.get(other) === session)
    // The other limit is other news.
    if (dismissed && dismissed !== limit) hide()
    // After sleep the question comes without a warning, and its answer in a moment: nobody is bothered with it.
    const isNear = phase === 'expiring' || (phase === 'verifying' && stops[0])
    if (isNear && first === update) {
      if (!stops[0]) show()
      render()
    } else hide()
  }
  function show(): void {
    // While it asks, nothing but its button extends the stay.
    const resume = session.activity.pause()
    const before = document.activeElement
    const giveBack = (): void => {
      resume()
      // Closing gives the focus back, but not once the element has been removed.
      if (!dialog.isConnected && before instanceof HTMLElement) before.focus()
    }
    // A countdown that starts may change the state, which calls `update`: by then it is shown.
    stops = [giveBack]
    const stopTicks = session.countdown.subscribe(({ remaining }) => {
      left = remaining ?? 0
      whole ||= left
      render()
    })
    stops.push(stopTicks)
    dialog.showModal()
  }
  function hide(): void {
    dialog.close()
    for (const stop of stops) stop()
    stops = []
    dismissed = undefined
    hasFailed = false
    whole = 0
  }

  function render(): void {
    const { phase, limit = 'idle' } = session.getSnapshot()
    const words = texts()
    const isIdle = limit === 'idle'
    const shown = {
      ...words[limit],
      ...(phase === 'verifying' && { message: words.verifying }),
      ...(hasFailed && { message: words.failed }),
      // Nobody is locked in by a server that cannot be reached.
      close: isIdle && hasFailed ? words.absolute.primary : '',
      end: words.end,
      remaining: session.countdown.announcement(words.remaining),
      timer: words.timer(left),
    }
    for (const [id, text] of Object.entries(shown)) {
      const part = root.getElementById(id)
      // A live region speaks when it is written, even when the text is the same.
      if (part && part.textContent !== text) part.textContent = text
    }
    const marks = {
      absolute: !isIdle,
      urgent: left <= urgent,
      failed: hasFailed,
      busy: pending > 0,
      reminder: !!dismissed,
    }
    for (const [mark, isOn] of Object.entries(marks)) dialog.part.toggle(mark, isOn)
    dialog.style.setProperty('--left', `${left / whole || 0}turn`)
  }

  async function act(action: 'touch' | 'end'): Promise<void> {
    pending++
    hasFailed = false
    update()
    try {
      await session[action]()
    } catch {
      // A reminder has no room for it.
      if (dismissed) hide()
      hasFailed = true
    }
    pending--
    update()
  }
  function dismiss(): void {
    dismissed = session.getSnapshot().limit
    stops.shift()?.()
    // Closing gives the focus back; `show()` would take it again, the attribute does not.
    dialog.close()
    dialog.setAttribute('open', '')
    update()
  }
  function accept(): void {
    if (session.getSnapshot().limit === 'absolute') dismiss()
    else void act('touch')
  }

  dialog.oncancel = (event) => {
    event.preventDefault()
    accept()
  }
  dialog.onclose = () => {
    // A second Escape in a row closes without asking (Chromium): that is an answer, too.
    if (!stops[0] || dialog.open) return
    dialog.showModal()
    accept()
  }
  root.append(dialog)
  const stopListening = session.subscribe(update)
  line.set(update, session)
  update()
  return {
    update,
    stop() {
      stopListening()
      hide()
      dialog.remove()
      line.delete(update)
      for (const other of line.keys()) other()
    },
  }
}
