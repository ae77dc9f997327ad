/** A fixed time, so that two runs of one program see the same. */
const start = Date.UTC(2030, 0, 1)

/** Stands in for the system's clock, which express-session reads itself, from `install` until the stop that it answers. */
export class VirtualTime {
  #now = start

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }

  install(): () => void {
    const { now } = Date
    Date.now = () => this.#now
    return () => {
      Date.now = now
    }
  }
}
