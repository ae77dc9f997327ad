export interface Sequence {
  /** The number of a request about to be sent. */
  next(): number
  /**
   * Whether the answer to request `number` still counts; if so, no answer to an earlier one will. With `isLast`, for the
   * verdict on an end, none to a later one either: it may have seen the session still there.
   */
  accept(number: number, isLast?: boolean): boolean
  /** Whether anybody still waits for request `number`: nothing newer was accepted. */
  isCurrent(number: number): boolean
  /** A new epoch: no answer to a request sent before now counts. */
  renew(): void
}

/** Keeps answers in the order in which their requests were sent, whatever order they come in. */
export function createSequence(): Sequence {
  let sent = 0
  let accepted = 0
  let epochStart = 0

  function renew(): void {
    accepted = epochStart = sent
  }
  return {
    next: () => ++sent,
    accept(number, isLast) {
      if (number <= (isLast ? epochStart : accepted)) return false
      accepted = number
      if (isLast) renew()
      return true
    },
    isCurrent: (number) => number >= accepted && number > epochStart,
    renew,
  }
}
