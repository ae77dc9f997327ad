import { session } from './session.ts'

/**
 * Whoever had the keyboard's focus on something that a change of the session hid finds it on `title`, which says what
 * happened. Everybody else keeps it where it is.
 */
export function keepFocus(title: HTMLElement): void {
  session.subscribe(() => {
    // When everybody else has heard of the change and hidden what is over.
    queueMicrotask(() => {
      if (document.activeElement?.closest('[hidden]')) title.focus({ preventScroll: true })
    })
  })
}
