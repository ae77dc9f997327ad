export type StoreMethod = 'get' | 'set' | 'touch' | 'destroy'

/** How one method of a store was seen to answer. */
export class MethodHabit {
  /** Whether it was ever seen to call back: then its callback is the answer, and a promise beside it tells failures alone. */
  callsBack = false
  readonly #store: StoreHabit

  constructor(store: StoreHabit = { callsBack: false, answersByPromise: false }) {
    this.#store = store
  }

  /** Whether the store answers by promises alone, as far as its methods have shown. */
  get answersByPromise(): boolean {
    return this.#store.answersByPromise && !this.#store.callsBack
  }

  noteCallback(): void {
    this.callsBack = true
    this.#store.callsBack = true
  }

  notePromise(): void {
    this.#store.answersByPromise = true
  }
}

interface StoreHabit {
  callsBack: boolean
  answersByPromise: boolean
}

export type Habits = Readonly<Record<StoreMethod, MethodHabit>>

const known = new WeakMap<object, Habits>()

/** What is known of a store's methods, shared by all its users. */
export function habitsOf(store: object): Habits {
  const found = known.get(store)
  if (found !== undefined) return found
  const shared = { callsBack: false, answersByPromise: false }
  const habit = (): MethodHabit => new MethodHabit(shared)
  const habits = { get: habit(), set: habit(), touch: habit(), destroy: habit() }
  known.set(store, habits)
  return habits
}
