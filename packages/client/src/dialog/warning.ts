import { dialogQueue } from './dialog-queue.ts'
import type { ExpirySession, ExpiryState } from './expiry-session.ts'
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
  /** There while the dialog is shown. */
  let stopTicks: (() => void) | undefined
  /** Gives back what it holds while it is modal. */
  let release: (() => void) | undefined
  /** Requests of a person that have no verdict yet. */
  let pending = 0
  let hasFailed = false
  /** The limit that the person knows about, and went back to the page. */
  let dismissed: ExpiryState['limit']
  let left = 0

  function update(): void {
    const { limit = 'idle', originalMaxAge = 1, phase } = session.getSnapshot()
    const first = [...dialogQueue.keys()].find((other) => dialogQueue.get(other) === session)
    // The other limit is other news.
    if (dismissed && dismissed !== limit) hide()
    // After sleep the question comes without a warning, and its answer in a moment: nobody is bothered with it.
    const isNear = phase === 'expiring' || (phase === 'verifying' && stopTicks)
    if (first !== update || !isNear) {
      hide()
      return
    }
    if (!stopTicks) {
      // It starts with a tick, which may change the state: by then it is shown.
      stopTicks = () => {}
      stopTicks = session.countdown.subscribe(({ remaining }) => {
        left = remaining ?? 0
        update()
      })
      return
    }
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
    // The part that a countdown of the app's own shows, too: of all that a renewal grants.
    dialog.style.setProperty('--left', `${left / originalMaxAge}turn`)
    // It was not shown, or the browser has closed it.
    if (!dialog.open) {
      release?.()
      release = undefined
      dialog.open = true
    }
    // Modal where it cannot be seen, it would make the page inert, and nobody could tell why.
    const isModal = !dismissed && dialog.checkVisibility?.({ checkVisibilityCSS: true }) !== false
    if (isModal === !!release) return
    release?.()
    release = undefined
    // By the attribute: `show()` would take the focus.
    dialog.open = !isModal
    if (isModal) {
      const before = document.activeElement
      // While it asks, nothing but its button extends the stay.
      const resume = session.activity.pause()
      release = () => {
        resume()
        dialog.close()
        // Closing gives the focus back, but not once the element has been removed.
        if (!dialog.isConnected) Object(before).focus?.()
      }
      dialog.showModal()
    }
  }
  function hide(): void {
    release?.()
    stopTicks?.()
    release = stopTicks = dismissed = undefined
    dialog.open = hasFailed = false
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
    if (stopTicks && !dialog.open) accept()
  }
  root.append(dialog)
  const stopListening = session.subscribe(update)
  dialogQueue.set(update, session)
  update()
  return {
    update,
    stop() {
      stopListening()
      hide()
      dialog.remove()
      dialogQueue.delete(update)
      for (const other of dialogQueue.keys()) other()
    },
  }
}
