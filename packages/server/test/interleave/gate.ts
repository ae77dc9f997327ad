import { AsyncLocalStorage } from 'node:async_hooks'
import type { MaybePromise } from '../../src/maybe-promise.ts'
import { KeyNames } from './key-names.ts'

/** What goes wrong with one call of the store. */
export type Fault =
  | 'fails at once'
  | 'fails before its effect'
  | 'fails after its effect'
  | 'never answers, without effect'
  | 'never answers, after its effect'
  | 'answers too late, and so does its effect'
  | 'answers at once'
  | 'answers twice'

export const faults: readonly Fault[] = [
  'fails at once',
  'fails before its effect',
  'fails after its effect',
  'never answers, without effect',
  'never answers, after its effect',
  'answers too late, and so does its effect',
  'answers at once',
  'answers twice',
]

/** Something that may happen next. Its name is the same in every order of the events before. */
export interface Event {
  readonly name: string
  readonly words: string
  /** The keys that it reads or changes; `undefined`: any. */
  readonly keys: readonly string[] | undefined
  readonly isRead: boolean
  happen(): void
}

export interface GatedCall<T> {
  readonly method: string
  readonly words: string
  readonly keys: readonly string[] | undefined
  readonly isRead: boolean
  readonly perform: () => MaybePromise<T>
  /** Gives the answer once more, where a store can. */
  readonly answerAgain?: () => void
}

export interface GateOptions {
  /** Whether a call's effect and its answer are two events. */
  readonly isAnswerApart: boolean
  /** The call that goes wrong, by its name, and how. */
  readonly fault?: { readonly call: string; readonly kind: Fault } | undefined
  /** Hears of what happens, in words. */
  readonly tell: (words: string) => void
}

/** The outcome of a call, whether it answers at once, throws or promises. */
function attempt<T>(perform: () => MaybePromise<T>): Promise<T> {
  return new Promise((resolve) => resolve(perform()))
}

const players = new AsyncLocalStorage<string>()

/** Runs `action` as a player: the calls that come of it, now or later, are told to be that player's. */
export function as<T>(player: string, action: () => T): T {
  return players.run(player, action)
}

/** Holds every call of a store until it is told to let it through. */
export class Gate {
  /** While it is open calls pass at once. */
  isOpen = true
  /** Calls that wait, in the order in which they were made. */
  readonly waiting: Event[] = []
  /** Calls that will happen when the store's time is up. */
  readonly late: Event[] = []
  /** The names of all calls there were. */
  readonly calls: string[] = []
  readonly names = new KeyNames()
  readonly #options: GateOptions
  readonly #counts = new Map<string, number>()

  constructor(options: GateOptions) {
    this.#options = options
  }

  call<T>(call: GatedCall<T>): MaybePromise<T> {
    if (this.isOpen) return call.perform()
    const player = players.getStore() ?? 'the engine'
    const count = (this.#counts.get(player) ?? 0) + 1
    this.#counts.set(player, count)
    const name = `${player}${count}`
    this.calls.push(name)
    const words = `${call.words} for ${player}`
    const { fault } = this.#options
    const kind = fault?.call === name ? fault.kind : undefined
    if (kind === 'fails at once') {
      this.#options.tell(`${words}: fails at once`)
      throw new Error('the store failed')
    }
    if (kind === 'answers at once') {
      this.#options.tell(`${words}: at once`)
      return call.perform()
    }
    return new Promise<T>((resolve, reject) => {
      const fail = (): void => reject(new Error('the store failed'))
      const finish = (): void => {
        attempt(call.perform).then(resolve, reject)
      }
      const wait = (suffix: string, what: string, happen: () => void, among = this.waiting): void => {
        const event: Event = {
          name: `${name}${suffix}`,
          words: `${words}${what}`,
          keys: call.keys,
          isRead: call.isRead,
          happen: () => {
            among.splice(among.indexOf(event), 1)
            this.#options.tell(event.words)
            happen()
          },
        }
        among.push(event)
      }
      const performQuietly = (): void => {
        attempt(call.perform).catch(() => {})
      }
      switch (kind) {
        case 'fails before its effect':
          return wait('', ': fails before its effect', fail)
        case 'fails after its effect':
          return wait('', ': fails after its effect', () => {
            performQuietly()
            fail()
          })
        case 'never answers, without effect':
          return this.#options.tell(`${words}: is never answered`)
        case 'never answers, after its effect':
          return wait('', ': happens, and is never answered', performQuietly)
        case 'answers too late, and so does its effect':
          return wait('', ': happens after its time', finish, this.late)
        case 'answers twice':
          return wait('', '', () => {
            finish()
            wait('!', ': answers once more', call.answerAgain ?? (() => {}))
          })
        default:
          if (!this.#options.isAnswerApart) return wait('', '', finish)
          return wait('', '', () => {
            const answer = attempt(call.perform)
            answer.catch(() => {})
            wait('!', ': the answer arrives', () => answer.then(resolve, reject))
          })
      }
    })
  }
}
