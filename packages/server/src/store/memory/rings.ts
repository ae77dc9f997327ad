import type { Rows } from './rows.ts'

/**
 * Every row is in one ring: those of a subject in theirs, those without one, in the order of their last use, in a
 * ring that begins and ends at row 0. No step costs more than a change of a few links.
 */
export class Rings {
  readonly #rows: Rows
  /** A row, whichever, of each subject. */
  readonly #subjects = new Map<string, number>()

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** The row without a subject that was not used for longest. */
  get leastRecentlyUsed(): number | undefined {
    return this.#rows.next(0) || undefined
  }

  add(row: number): void {
    const subject = this.#rows.subject(row)
    if (subject === null) {
      this.#insert(row, 0)
    } else {
      const neighbour = this.#subjects.get(subject)
      if (neighbour === undefined) this.#rows.link(row, row)
      else this.#insert(row, neighbour)
      this.#subjects.set(subject, row)
    }
  }

  remove(row: number): void {
    const subject = this.#rows.subject(row)
    const next = this.#rows.next(row)
    if (subject !== null && this.#subjects.get(subject) === row) {
      if (next === row) this.#subjects.delete(subject)
      else this.#subjects.set(subject, next)
    }
    this.#rows.link(this.#rows.previous(row), next)
  }

  /** Notes that the row was used just now. */
  use(row: number): void {
    if (this.#rows.hasSubject(row) || this.#rows.next(row) === 0) return
    this.#rows.link(this.#rows.previous(row), this.#rows.next(row))
    this.#insert(row, 0)
  }

  /** The rows of a subject. */
  of(subject: string): number[] {
    const first = this.#subjects.get(subject)
    if (first === undefined) return []
    const rows = [first]
    for (let row = this.#rows.next(first); row !== first; row = this.#rows.next(row)) rows.push(row)
    return rows
  }

  /** Puts a row right before another; before row 0 is the end of its ring. */
  #insert(row: number, next: number): void {
    this.#rows.link(this.#rows.previous(next), row)
    this.#rows.link(row, next)
  }
}
