import { nodeMethods } from './http1-response.ts'
import type { NodeResponse } from './response.ts'

type Listener = (...args: unknown[]) => void

/**
 * Remembers who waits for `drain`. A middleware mounted before (compression) moves those listeners to a stream of its own,
 * which knows nothing of a write that was held, so that `emit` would not reach them.
 */
export class DrainListeners {
  #hidden: Listener[] | undefined

  constructor(response: NodeResponse) {
    const { on } = response
    if (on === nodeMethods.on || on === undefined) return
    this.#hidden = []
    response.on = (event: string, listener: Listener) => {
      if (event === 'drain') this.#hidden?.push(listener)
      return on.call(response, event, listener)
    }
  }

  /** Says to all that they may go on writing. */
  emit(response: NodeResponse): void {
    const reached = response.rawListeners?.('drain') ?? []
    response.emit?.('drain')
    for (const listener of this.forget()) if (!reached.includes(listener)) listener.call(response)
  }

  /** From here on the listeners hear of it by themselves. */
  forget(): Listener[] {
    const hidden = this.#hidden ?? []
    this.#hidden = undefined
    return hidden
  }
}
