/**
 * How long the store may take for one request, all its calls together, in milliseconds. Only time in which it is really being
 * asked counts, and time in which several calls are under way counts once. A request that left the store alone for as long
 * (a WebSocket's, an event stream's) begins anew.
 */
export class StoreBudget {
  readonly total: number
  #spent = 0
  #underWay = 0
  /** When the calls under way began; where there are none, when the last one ended. Epoch milliseconds. */
  #since = 0

  constructor(total: number) {
    this.total = total
  }

  /** What is left at `now`; 0 or less: nothing. */
  left(now: number): number {
    const elapsed = now - this.#since
    if (this.#underWay > 0) return this.total - this.#spent - elapsed
    return elapsed >= this.total ? this.total : this.total - this.#spent
  }

  /** Notes a call that begins at `now`, and answers what is left. */
  begin(now: number): number {
    const left = this.left(now)
    if (this.#underWay === 0) {
      this.#spent = this.total - left
      this.#since = now
    }
    this.#underWay += 1
    return left
  }

  /** Notes that a call is over at `now`. */
  end(now: number): void {
    this.#underWay -= 1
    if (this.#underWay > 0) return
    this.#spent += now - this.#since
    this.#since = now
  }
}
