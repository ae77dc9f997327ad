import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { askOnce } from '../../store/legacy/calls.ts'
import { type SessionCallback, withCallback } from '../callback.ts'
import { debug } from '../debug.ts'
import { handTo } from '../handed-session.ts'
import type { RecordWriter } from '../records/record-writer.ts'
import {
  defineMethod,
  failedToLoad,
  type OwnMethod,
  operationNames,
  Session,
  type SessionOperations,
  type SessionRequest,
} from '../session.ts'
import type { SessionData } from '../session-data.ts'
import { dataText } from '../session-text.ts'
import type { Settings } from '../settings.ts'
import { Store } from '../store.ts'

/** Makes the sessions of one request, and carries out what they are asked. */
export class SessionMethods implements SessionOperations {
  /** A save that the handler asked for and that is under way. Never rejects. */
  saving: PromiseLike<void> | undefined
  /** The data as they were when the request began, and the ID that belongs to them. */
  originalText = ''
  originalId: unknown
  /** The data as they were saved last. */
  savedText: string | undefined
  /** The session that the request began with, and those of a reload: saves of these count as saves of the request's. */
  readonly noted: Session[] = []
  readonly #settings: Settings
  readonly #request: SessionRequest
  readonly #record: RecordWriter
  constructor(settings: Settings, request: SessionRequest, record: RecordWriter) {
    this.#settings = settings
    this.#request = request
    this.#record = record
  }

  save(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    debug('saving')
    const text = dataText(session)
    if (this.noted.includes(session)) this.savedText = text
    const { recordsByMethods } = this.#settings
    const set =
      own === undefined
        ? () => recordsByMethods.write(session, text)
        : () => handTo(session, () => promisifyOwn(session, own))
    const saved = withCallback(() => this.#record.write(session, text, set), callback)
    if (saved === undefined) return
    const before = this.saving
    const saving = (before === undefined ? saved : before.then(() => saved)).then(() => {
      if (this.saving === saving) this.saving = undefined
    })
    this.saving = saving
  }

  reload(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    debug('reloading')
    const since = this.#settings.versions.tick
    const reload = own === undefined ? () => this.#readAgain(session) : () => promisifyOwn(session, own)
    withCallback(() => andThen(reload(), () => this.#noteReloaded(session, since)), callback)
  }

  destroy(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    delete this.#request.session
    const destroy = own && (() => promisifyOwn(session, own))
    withCallback(() => this.#record.end(session.id, destroy), callback)
  }

  regenerate(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    const { store } = this.#settings
    const theirs = store.regenerate ?? Store.prototype.regenerate
    const begin: OwnMethod = own ?? ((answer) => theirs.call(store, this.#request, answer))
    const sid = String(this.#request.sessionID)
    withCallback(() => this.#record.end(sid, () => promisifyOwn(session, begin)), callback)
  }

  /** Begins a new session. */
  generate(): void {
    this.#settings.store.generate(this.#request)
    const session = this.#sessionMadeBy('generate')
    this.originalId = this.#request.sessionID
    this.originalText = dataText(session)
    this.#intercept(session)
  }

  /** Makes `req.session` of what is stored, which was asked for at that tick. */
  inflate(stored: object, since: number): void {
    const { expires, originalMaxAge } = this.#createSession(stored).cookie
    this.noteLoaded(dataText(stored), since)
    this.#record.noteRenewal(expires instanceof Date ? expires.getTime() : null, originalMaxAge)
  }

  /** Notes the data that the request begins with. */
  noteLoaded(text: string, since: number): void {
    this.originalId = this.#request.sessionID
    this.originalText = text
    if (!this.#settings.resave) this.savedText = text
    this.#record.note(text, since)
  }

  #createSession(stored: object): Session {
    const { store } = this.#settings
    const createSession = store.createSession ?? Store.prototype.createSession
    createSession.call(store, this.#request, stored as SessionData)
    const session = this.#sessionMadeBy('createSession')
    this.#intercept(session)
    return session
  }

  #sessionMadeBy(method: 'generate' | 'createSession'): Session {
    const { session } = this.#request
    if (session) return session
    throw new TypeError(`The store has a \`${method}\` of its own, which made no \`req.session\`.`)
  }

  #intercept(session: Session): void {
    if (this.noted.includes(session)) return
    this.noted.push(session)
    interceptMethods(session, this)
  }

  #readAgain({ id }: Session): MaybePromise<void> {
    return andThen(this.#settings.recordsByMethods.reload(id), (stored) => {
      if (!stored) throw failedToLoad()
      this.#createSession(Object(stored))
    })
  }

  #noteReloaded(before: Session, since: number): void {
    const { session } = this.#request
    if (!session || session === before) return
    this.#intercept(session)
    this.#record.note(dataText(session), since)
  }
}

/** Lets a session do itself what it is asked; fails with what it hands to its callback. */
function promisifyOwn(session: Session, own: OwnMethod): MaybePromise<void> {
  return askOnce((callback) => own.call(session, callback))
}

/**
 * Has what a session is asked go by the operations. Ours go there by themselves; but a store may extend the `Store` of
 * another copy of express-session, or make sessions of its own.
 */
function interceptMethods(session: Session, operations: SessionOperations): void {
  if (operationNames.every((name) => session[name] === Session.prototype[name])) return
  for (const name of operationNames) {
    const own = session[name] as OwnMethod | undefined
    defineMethod(session, name, function (this: Session, callback?: SessionCallback): Session {
      operations[name](this, callback, own)
      return this
    })
  }
}
