import type { ExpirySession } from './expiry-session.ts'
import { addStyle } from './style.ts'
import { type ExpiryDialogTexts, englishTexts } from './texts.ts'
import { startWarning, type Warning } from './warning.ts'

/**
 * A dialog that warns before a stay ends. It opens when the phase is `expiring`, has the focus until it closes, and gives
 * it back.
 */
export interface ExpiryDialogElement extends HTMLElement {
  /** Whose end to warn of. Another one, or none, lets go of the one before. */
  session: ExpirySession | null | undefined
  /** What it says. What is not given stays English. */
  get texts(): ExpiryDialogTexts
  set texts(texts: Partial<ExpiryDialogTexts>)
}

declare global {
  interface HTMLElementTagNameMap {
    'sojourn-expiry-dialog': ExpiryDialogElement
  }
}

/**
 * Registers the custom element under `name`, once; does nothing where there is no window. WCAG 2.2.1 (Timing Adjustable)
 * is what it is for: one simple action extends the stay, as often as needed.
 */
export function defineExpiryDialog(name = 'sojourn-expiry-dialog'): void {
  // In Node there is no HTMLElement to extend: the class is made where it can be used.
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
        // What was assigned before the element was defined lies over the accessors.
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
