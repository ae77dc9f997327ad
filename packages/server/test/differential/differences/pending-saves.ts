import { type CallbackStore, type Done, inPlaceOf } from '../variants.ts'

/** The saves that handlers asked for and did not wait for. */
export class PendingSaves {
  readonly #counts = new Map<object, number>()
  readonly #waiting = new Map<object, () => void>()

  watch(set: CallbackStore['set']): CallbackStore['set'] {
    return (sid, session, done) => {
      const request = Object(session.req)
      this.#counts.set(request, (this.#counts.get(request) ?? 0) + 1)
      const goOn: Done = (error) => {
        const left = (this.#counts.get(request) ?? 0) - 1
        this.#counts.set(request, left)
        done(error)
        if (left > 0) return
        this.#waiting.get(request)?.()
        this.#waiting.delete(request)
      }
      set(sid, session, inPlaceOf(done, goOn))
    }
  }

  whenDone(request: object, then: () => void): void {
    if ((this.#counts.get(request) ?? 0) === 0) then()
    else this.#waiting.set(request, then)
  }
}
