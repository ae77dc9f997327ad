import { andThen, type MaybePromise, recover } from '../../maybe-promise.ts'
import { debug } from '../debug.ts'
import type { SplitEntry } from '../records/memory-entry.ts'
import { RecordWriter } from '../records/record-writer.ts'
import { SignedCookie } from '../request-cookie.ts'
import { providerKey, type SessionHolder, type SessionRequest } from '../session.ts'
import type { Settings } from '../settings.ts'
import { SessionMethods } from './session-methods.ts'

/** The session of one request, from what its cookie says to what is stored: makes the `req.session` that it begins with. */
export class RequestSession {
  readonly settings: Settings
  readonly request: SessionRequest
  readonly cookie: SignedCookie
  readonly record: RecordWriter
  readonly methods: SessionMethods
  /** The session could not be read, or has ended: it stays as it is. */
  isLeftAlone = false
  #loading: MaybePromise<void> | undefined
  #hasBegun = false
  /** What is stored, as long as nobody has looked at it. */
  #unread: SplitEntry | undefined
  #current: unknown

  constructor(settings: Settings, request: SessionRequest) {
    this.settings = settings
    this.request = request
    this.cookie = new SignedCookie(settings, request)
    this.record = new RecordWriter(settings, request)
    this.methods = new SessionMethods(settings, request, this.record)
  }

  load(): MaybePromise<void> {
    if (this.#hasBegun) return this.#loading
    this.#hasBegun = true
    this.#loading = recover(
      () => this.#begin(),
      (error) => {
        debug('error %j', error)
        this.isLeftAlone = true
        throw error
      },
    )
    return this.#loading
  }

  get current(): unknown {
    const unread = this.#unread
    if (unread !== undefined) {
      const session = unread.toSession(this.request)
      this.current = session
      this.methods.noted.push(session)
      this.record.noteRenewal(unread.expiresAt, unread.originalMaxAge)
    }
    return this.#current
  }

  set current(session: unknown) {
    this.#unread = undefined
    this.#current = session
  }

  generated(): void {
    this.record.forget()
  }

  /**
   * Renews a record that nobody has looked at, if that is due; nothing else can be. Answers whether there is nothing left to
   * do. A session that is left alone is the same saved and touched.
   */
  renewUnread(isDue: boolean): boolean {
    if (this.#unread === undefined || !this.cookie.isKnown || !isDeferred(this.request)) return false
    if (!isDue) return true
    const stored = this.settings.records.peek?.(String(this.request.sessionID))
    if (stored === undefined) return false
    this.record.noteRenewal(stored.expiresAt, stored.originalMaxAge)
    if (!this.record.isFresh) stored.renew()
    // Who looks at it from now on sees that.
    this.#unread.renew()
    return true
  }

  #begin(): MaybePromise<void> {
    const { store, records, versions } = this.settings
    const request = this.request
    request.sessionStore = store
    const sid = this.cookie.read()
    request.sessionID = sid
    if (!sid) {
      debug('no SID sent, generating session')
      return this.methods.generate()
    }
    debug('fetching')
    const since = versions.tick
    const unread = records.peek?.(sid)
    if (unread !== undefined) {
      debug('session found')
      this.#unread = unread.copy()
      this.methods.noteLoaded(unread.text, since)
      Object.defineProperty(request, 'session', deferredSession)
      return
    }
    return andThen(records.read(sid), (found) => {
      debug(found ? 'session found' : 'no session found')
      if (found) this.methods.inflate(Object(found), since)
      else this.methods.generate()
    })
  }
}

/** `req.session` of a session that is made when somebody looks at it. One for all requests: it costs them little. */
const deferredSession = {
  configurable: true,
  enumerable: true,
  get(this: SessionHolder): unknown {
    return this[providerKey]?.session.current
  },
  set(this: SessionHolder, value: unknown): void {
    const provider = this[providerKey]
    if (provider !== undefined) provider.session.current = value
  },
}

/** Whether it is still there: an app may have deleted it. */
function isDeferred(request: SessionHolder): boolean {
  return Object.getOwnPropertyDescriptor(request, 'session')?.get === deferredSession.get
}
