import type { ExpirySession } from './expiry-session.ts'
import { addStyle } from './style.ts'
import { type ExpiryDialogTexts, englishTexts } from './texts.ts'
import { startWarning, type Warning } from './warning.ts'

/**
 * The element of a dialog that warns before a session ends. It opens when the phase becomes `expiring`, keeps the focus until
 * it closes, and then returns the focus.
 */
export interface ExpiryDialogElement extends HTMLElement {
  /** The session to watch, such as a `SessionClient`. Assign another one or `null` to stop watching it. */
  session: ExpirySession | null | undefined
  /** The texts of the dialog. Assign some or all; the others are English. */
  get texts(): ExpiryDialogTexts
  set texts(texts: Partial<ExpiryDialogTexts>)
}

declare global {
  interface HTMLElementTagNameMap {
    'sojourn-expiry-dialog': ExpiryDialogElement
  }
}

/**
 * Registers the custom element of the expiry dialog, once; does nothing without a window. The dialog meets WCAG 2.2.1 (Timing
 * Adjustable): one simple action extends the session, as often as needed.
 *
 * @param name - The name of the element. Default `sojourn-expiry-dialog`.
 * @example
 * defineExpiryDialog()
 * document.querySelector('sojourn-expiry-dialog').session = session
 */
export function defineExpiryDialog(name = 'sojourn-expiry-dialog'): void {
  // Node has no HTMLElement to extend, so the class is created only in a browser.
  if (typeof customElements === 'undefined' || customElements.get(name)) return
  customElements.define(
    name,
    class extends HTMLElement implements ExpiryDialogElement {
      readonly #root = this.attachShadow({ mode: 'open' })
      #session: ExpirySession | null | undefined
      #texts = englishTexts
      #warning: Warning | undefined

      constructor() {
        super()
        addStyle(this.#root)
        // Properties that were assigned before the element was defined would hide the accessors.
        for (const [name, value] of Object.entries(this)) {
          Reflect.deleteProperty(this, name)
          Reflect.set(this, name, value)
        }
      }

      get session(): ExpirySession | null | undefined {
        return this.#session
      }
      set session(session: ExpirySession | null | undefined) {
        if (this.#session === session) return
        this.#session = session
        this.connectedCallback()
      }
      get texts(): ExpiryDialogTexts {
        return this.#texts
      }
      set texts(texts: Partial<ExpiryDialogTexts>) {
        this.#texts = { ...englishTexts, ...texts }
        this.#warning?.update()
      }

      connectedCallback(): void {
        this.disconnectedCallback()
        if (!this.isConnected || !this.#session) return
        this.#warning = startWarning(this.#root, this.#session, () => this.#texts)
      }
      disconnectedCallback(): void {
        this.#warning?.stop()
        this.#warning = undefined
      }
    },
  )
}
