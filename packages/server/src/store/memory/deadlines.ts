import type { Rows } from './rows.ts'

const never = Number.POSITIVE_INFINITY

/** Which row is due first: a binary heap in which every row can be found and moved. */
export class Deadlines {
  readonly #rows: Rows
  readonly #heap: number[] = []
  /** The deadline of each row in the heap, for comparing without a look at the row. */
  readonly #due: number[] = []

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** The row that is due first, if that is at `now` or before. */
  due(now: number): number | undefined {
    return this.#dueAt(0) <= now ? this.#heap[0] : undefined
  }

  add(row: number): void {
    this.#settle(this.#heap.length, row, this.#rows.expiresAt(row))
  }

  /** Notes that the row's deadline has changed. */
  update(row: number): void {
    this.#settle(this.#rows.place(row), row, this.#rows.expiresAt(row))
  }

  remove(row: number): void {
    const last = this.#heap.pop()
    const due = this.#due.pop()
    // The last one takes the place that came free, unless it was its own.
    if (last !== undefined && due !== undefined && last !== row)
      this.#settle(this.#rows.place(row), last, due)
  }

  /** Finds the place for a row from a free one on: up past later deadlines, or down past earlier ones. */
  #settle(free: number, row: number, due: number): void {
    let place = free
    for (let parent = (place - 1) >> 1; place > 0 && this.#dueAt(parent) > due; parent = (place - 1) >> 1) {
      this.#move(parent, place)
      place = parent
    }
    for (let child = this.#earlierChild(place); this.#dueAt(child) < due; child = this.#earlierChild(place)) {
      this.#move(child, place)
      place = child
    }
    this.#put(place, row, due)
  }

  #earlierChild(place: number): number {
    const left = 2 * place + 1
    return this.#dueAt(left + 1) < this.#dueAt(left) ? left + 1 : left
  }

  #dueAt(place: number): number {
    return this.#due[place] ?? never
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#heap[from] ?? 0, this.#dueAt(from))
  }

  #put(place: number, row: number, due: number): void {
    this.#heap[place] = row
    this.#due[place] = due
    this.#rows.setPlace(row, place)
  }
}
