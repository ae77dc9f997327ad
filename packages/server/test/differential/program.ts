/**
 * What one run does: an app, its store, what the store holds beforehand, and the requests that come. It is plain JSON, so
 * that a counter-example can be printed, kept and run again.
 */
export interface Program {
  readonly options: OptionsPlan
  readonly app: AppPlan
  readonly store: StorePlan
  readonly seeds: readonly SeedPlan[]
  readonly requests: readonly RequestPlan[]
}

/** A date, by its distance from the time of its use in milliseconds. */
export interface Moment {
  readonly in: number
}

export type Attribute = string | number | boolean | null | Moment

export type CookieAttributes = Readonly<Record<string, Attribute>>

/** Secrets are text; `{ buffer }` is given as a Buffer. */
export type SecretPlan = string | { readonly buffer: string }

export type GenidPlan = 'counter' | 'constant' | 'odd' | 'number' | 'empty' | 'throws once' | 'no function'

export interface OptionsPlan {
  readonly cookie?: {
    readonly as: 'object' | 'function' | 'function of the path'
    readonly attributes: CookieAttributes
  }
  readonly genid?: GenidPlan
  readonly name?: string
  readonly key?: string
  readonly proxy?: boolean
  readonly resave?: boolean
  readonly rolling?: boolean
  readonly saveUninitialized?: boolean
  readonly secret?: SecretPlan | readonly SecretPlan[]
  readonly unset?: string
  /** Options of a store, in the object that both are given. */
  readonly ofStore?: Readonly<Record<string, string | boolean | number>>
}

export interface AppPlan {
  readonly trustProxy: boolean
  /** The secret of a cookie-parser that is mounted before, if one is. */
  readonly cookieParser: 'none' | 'no secret' | 'same secret' | 'other secret'
  /** Whether something removes the header after cookie-parser has read it. */
  readonly hidesCookieHeader: boolean
  readonly mount: '/' | '/app'
  readonly mountedTwice: boolean
  /** Express' own error handler cuts the connection when an error comes after the headers. */
  readonly errorHandler: 'own' | "Express'"
}

export type StoreMethod = 'get' | 'set' | 'touch' | 'destroy'

export interface FailurePlan {
  readonly method: StoreMethod
  readonly how: 'error' | 'ENOENT' | 'throws'
  /** During these requests, by their number. Not by calls: one more would move the failure. */
  readonly from: number
  readonly to: number
}

export interface StorePlan {
  /** `default`: none is given. `memory`: the module's own MemoryStore. `custom`: as the rest says. */
  readonly kind: 'default' | 'memory' | 'custom'
  /** Whose Store it extends: that of the module under test, in the old way or the new, or express-session's own. */
  readonly base: 'class' | 'inherits' | 'express-session'
  readonly answers: 'at once' | 'later' | 'much later' | 'by promise too'
  readonly hasTouch: boolean
  /** How a record is kept and handed back: `expires` as text or Date, the own properties of the cookie, or the live object. */
  readonly keeps: 'text' | 'date' | 'own properties' | 'live'
  readonly isSilentOnDestroy: boolean
  readonly failures: readonly FailurePlan[]
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface SeedPlan {
  readonly data: Readonly<Record<string, Json>>
  readonly cookie:
    | 'none'
    | { readonly originalMaxAge: number | null; readonly expires: Moment | null | 'broken' }
}

/** Whose session ID a cookie carries, and how it is dressed up. */
export interface CookiePlan {
  /** `own`: what the last response set, as it is. `first`: the same of the first response. A number: the seed's. */
  readonly of: 'own' | 'first' | 'stranger' | number
  readonly form:
    | 'signed'
    | 'signed by the last secret'
    | 'signed by another secret'
    | 'tampered'
    | 'without signature'
    | 'unsigned'
    | 'not encoded'
    | 'quoted'
    | 'garbage'
    | 'empty'
  /** Another name than the session's. */
  readonly isOther?: boolean
}

export interface RequestPlan {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: string
  readonly isEncrypted: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: readonly CookiePlan[]
  /** Milliseconds since the request before. */
  readonly after: number
  readonly before: 'nothing' | 'disconnect' | 'connect' | 'restart' | 'preset session'
  readonly actions: readonly Action[]
  readonly answer: Answer
  /** What the handler does when it has answered. */
  readonly afterwards: readonly Action[]
}

export type Action =
  | { readonly do: 'look' | 'turn' }
  | { readonly do: 'set'; readonly key: string; readonly value: Json }
  | { readonly do: 'nest'; readonly key: string; readonly inner: string; readonly value: Json }
  | { readonly do: 'append'; readonly key: string; readonly value: Json }
  | { readonly do: 'delete'; readonly key: string }
  | { readonly do: 'unset'; readonly as: 'null' | 'undefined' | 'false' | 'delete' }
  | { readonly do: 'save'; readonly times: 1 | 2; readonly hasCallback: boolean }
  | { readonly do: 'destroy'; readonly hasCallback: boolean }
  | { readonly do: 'reload' | 'regenerate' | 'touch' | 'resetMaxAge' }
  | { readonly do: 'cookie'; readonly attribute: string; readonly value: Attribute }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'header'; readonly name: string; readonly value: string }
  | { readonly do: 'store'; readonly call: 'all' | 'length' | 'load' | 'clear' }
  /** Another request comes and is answered in the middle of this one. */
  | { readonly do: 'meanwhile'; readonly request: RequestPlan }

export type Answer =
  | { readonly by: 'json' | 'end' | 'throw' | 'reject' | 'next' | 'next with an error' }
  | { readonly by: 'send'; readonly body: string; readonly isBuffer: boolean }
  | {
      readonly by: 'end with'
      readonly body: string
      readonly encoding?: 'utf8' | 'hex'
      readonly hasLength: boolean
    }
  | { readonly by: 'end twice'; readonly body: string }
  | { readonly by: 'writeHead'; readonly status: number; readonly body: string; readonly setsCookie: boolean }
  /** `between` comes after the first piece. */
  | {
      readonly by: 'pieces'
      readonly pieces: readonly string[]
      readonly between: readonly Action[]
      readonly hasLength: boolean
    }
  | { readonly by: 'redirect'; readonly to: string }
  | { readonly by: 'status'; readonly status: number }

/** Whether a request comes in the middle of another. */
export function hasParallelRequests({ requests }: Program): boolean {
  return requests.some(({ actions }) => actions.some((action) => action.do === 'meanwhile'))
}
