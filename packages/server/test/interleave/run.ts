import { systemClock } from '../../src/clock.ts'
import { type ManualClock, manualClock } from '../../src/testing/manual-clock.ts'
import { readSetCookie } from '../cookie-jar.ts'
import { minute, second } from '../durations.ts'
import { beginningOf } from './beginnings.ts'
import type { Door, DoorKind, StoredSession } from './door.ts'
import { as, type Event, Gate, type GateOptions } from './gate.ts'
import { handlerOf } from './handler.ts'
import { type Received, send } from './in-process.ts'
import type { RequestRun } from './request-run.ts'
import { type Browser, nameOf, type RequestPlan, type Scenario } from './scenario.ts'

/** What is left when nothing moves any more. */
export interface Outcome {
  readonly scenario: Scenario
  readonly kind: DoorKind
  readonly requests: readonly RequestRun[]
  /** The session cookie that each browser holds, as the key that it leads to. */
  readonly held: ReadonlyMap<Browser, string>
  /** Every key that a browser has ever held. */
  readonly everHeld: ReadonlyMap<Browser, ReadonlySet<string>>
  /** The live sessions before the first request, */
  readonly first: readonly StoredSession[]
  /** and after the last. */
  readonly sessions: readonly StoredSession[]
  readonly fault: GateOptions['fault']
  readonly hasFault: boolean
  /** Whether an answer of the store may arrive long after its effect. */
  readonly isAnswerApart: boolean
  /** What happened, in words. */
  readonly story: readonly string[]
  /** The calls of the store, by their names. */
  readonly calls: readonly string[]
}

/** Chooses what happens next. */
export type Choose = (events: readonly Event[]) => Event

export interface RunOptions extends Pick<GateOptions, 'fault'> {
  readonly isAnswerApart?: boolean
}

/** Silence that is waited through at most, in milliseconds. */
const patience = 30_000

/** Plays a scenario in the order that `choose` chooses. */
export async function play(
  scenario: Scenario,
  kind: DoorKind,
  door: Door,
  choose: Choose,
  { isAnswerApart = false, fault }: RunOptions = {},
): Promise<Outcome> {
  const clock = manualClock()
  const giveBack = standIn(clock)
  try {
    const run = new Run(scenario, kind, door, clock, { isAnswerApart, fault })
    await run.begin()
    await run.playAll(choose)
    return await run.outcome()
  } finally {
    giveBack()
  }
}

/** The drop-in has no option for its clock: the system's stands for the given one until the answer is called. */
function standIn(clock: ManualClock): () => void {
  const { now, after } = systemClock
  Object.assign(systemClock, { now: clock.now, after: clock.after })
  return () => void Object.assign(systemClock, { now, after })
}

class Run {
  readonly story: string[] = []
  readonly #scenario: Scenario
  readonly #kind: DoorKind
  readonly #clock: ManualClock
  readonly #gate: Gate
  readonly #door: Door
  readonly #fault: GateOptions['fault']
  readonly #isAnswerApart: boolean
  readonly #requests: RequestRun[]
  readonly #jars = new Map<Browser, { readonly name: string; readonly value: string }>()
  readonly #everHeld = new Map<Browser, Set<string>>()
  #first: readonly StoredSession[] = []
  #moves = 0

  constructor(
    scenario: Scenario,
    kind: DoorKind,
    door: Door,
    clock: ManualClock,
    options: Omit<GateOptions, 'tell'>,
  ) {
    this.#scenario = scenario
    this.#kind = kind
    this.#clock = clock
    this.#fault = options.fault
    this.#isAnswerApart = options.isAnswerApart
    this.#gate = new Gate({ ...options, tell: (words) => this.story.push(words) })
    this.#door = door
    door.reset({ gate: this.#gate, clock })
    this.#requests = scenario.requests.map((plan, index) => newRequest(nameOf(index), plan))
  }

  /** Brings about what the scenario begins with. */
  async begin(): Promise<void> {
    for (const [index, { browser, steps, plants }] of beginningOf(this.#scenario.beginning).entries()) {
      await this.#send(newRequest(String(index), { browser, steps }))
      const planted = this.#jars.get(browser)
      if (plants !== undefined && planted !== undefined) this.#keep(plants, planted)
    }
    if (this.#scenario.isRenewalDue) this.#clock.advance(5 * minute)
    this.story.length = 0
    this.#first = await this.#door.sessions()
    this.#gate.isOpen = false
  }

  async playAll(choose: Choose): Promise<void> {
    for (let silence = 0; silence < patience; ) {
      await this.#settle()
      const events = this.#events()
      const [first] = events
      if (first !== undefined) {
        this.#clock.advance(1)
        choose(events).happen()
        continue
      }
      if (this.#requests.every(({ answer }) => answer !== undefined)) return
      // Nothing moves but time.
      silence += 250
      for (const request of this.#requests) if (request.answer === undefined) request.waited += 250
      this.#clock.advance(250)
      if (silence > 2500) for (const event of [...this.#gate.late]) event.happen()
    }
  }

  async outcome(): Promise<Outcome> {
    this.#gate.isOpen = true
    // What still waits for a call that never came back goes on without it, and the store is found to be back.
    if (this.#fault !== undefined) await this.#passTime(30 * second)
    const held = [...this.#jars].map(([browser, { value }]) => [browser, this.#door.keyOf(value)] as const)
    return {
      scenario: this.#scenario,
      kind: this.#kind,
      requests: this.#requests,
      held: new Map(held),
      everHeld: this.#everHeld,
      first: this.#first,
      sessions: await this.#door.sessions(),
      fault: this.#fault,
      hasFault: this.#fault !== undefined,
      isAnswerApart: this.#isAnswerApart,
      story: this.story,
      calls: this.#gate.calls,
    }
  }

  async #passTime(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5000) {
      this.#clock.advance(5 * second)
      await this.#settle()
    }
  }

  /** What can happen now: requests that have not begun, and calls of the store. */
  #events(): Event[] {
    const begins = this.#requests
      .filter(({ isBegun }) => !isBegun)
      .map((request): Event => {
        const { name, plan } = request
        return {
          name,
          words: `${name} begins`,
          keys: [],
          isRead: false,
          happen: () => {
            const held = this.#jars.get(plan.browser)
            const cookie = held && this.#gate.names.nameOf(this.#door.keyOf(held.value))
            this.story.push(`${name} (${plan.browser}) begins with ${cookie ?? 'no cookie'}`)
            void as(name, () => this.#send(request))
          },
        }
      })
    return [...begins, ...this.#gate.waiting]
  }

  async #send(request: RequestRun): Promise<void> {
    const { browser, steps } = request.plan
    request.isBegun = true
    const held = this.#jars.get(browser)
    request.key = held && this.#door.keyOf(held.value)
    const [first] = steps
    const isEndpoint = first === 'renew' || first === 'sign out'
    const handler = isEndpoint
      ? this.#door.endpoints
      : handlerOf(request, (person) => this.#door.revoke(person))
    const answer = await send(
      {
        method: first === 'sign out' ? 'DELETE' : first === 'renew' ? 'POST' : 'GET',
        url: first === 'renew' ? '/touch' : '/',
        cookie: held && `${held.name}=${held.value}`,
        onError: (error) => {
          request.error ??= error
        },
      },
      [this.#door.middleware, handler],
    )
    this.#onAnswer(request, answer)
    if (isEndpoint && answer !== 'cut off' && answer.status === 200) request.done.push(first)
  }

  #onAnswer(request: RequestRun, answer: Received | 'cut off'): void {
    const { name, plan } = request
    request.answer = answer
    this.#moves++
    if (answer === 'cut off') {
      this.story.push(`${name}'s response is cut off`)
      return
    }
    const told: string[] = []
    for (const text of answer.setCookie) {
      const { name: cookie, value, maxAge } = readSetCookie(text)
      if (maxAge <= 0) {
        this.#jars.delete(plan.browser)
        told.push('forget the cookie')
        continue
      }
      this.#keep(plan.browser, { name: cookie, value })
      const key = this.#door.keyOf(value)
      request.given.push(key)
      told.push(`keep ${this.#gate.names.nameOf(key)}`)
    }
    const cookies = told.length === 0 ? '' : `; ${plan.browser} is told to ${told.join(', ')}`
    const error = request.error === undefined ? '' : ` (${codeOf(request.error)})`
    this.story.push(`${name} is answered ${answer.status}${error}${cookies}`)
  }

  #keep(browser: Browser, cookie: { readonly name: string; readonly value: string }): void {
    this.#jars.set(browser, cookie)
    const ever = this.#everHeld.get(browser) ?? new Set()
    this.#everHeld.set(browser, ever.add(this.#door.keyOf(cookie.value)))
  }

  /** Waits until nothing moves but calls that wait at the gate. */
  async #settle(): Promise<void> {
    for (let before = -1, idle = 0; idle < 2; ) {
      await new Promise((resolve) => setImmediate(resolve))
      const now = this.#moves + this.#gate.calls.length
      idle = now === before ? idle + 1 : 0
      before = now
    }
  }
}

function newRequest(name: string, plan: RequestPlan): RequestRun {
  return {
    name,
    plan,
    key: undefined,
    loaded: undefined,
    seen: [],
    done: [],
    error: undefined,
    answer: undefined,
    given: [],
    waited: 0,
    isBegun: false,
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)
}
