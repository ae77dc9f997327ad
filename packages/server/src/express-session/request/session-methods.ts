import { andThen, type MaybePromise, recover } from '../../maybe-promise.ts'
import { askedOf, calledBack } from '../asked.ts'
import { dataText } from '../data-text.ts'
import { debug } from '../debug.ts'
import { follow } from '../follow.ts'
import { handTo } from '../handed-session.ts'
import { RecordWriter } from '../records/legacy-records.ts'
import {
  failedToLoad,
  type OwnMethod,
  type Session,
  type SessionCallback,
  type SessionKeeper,
} from '../session.ts'
import type { SessionData } from '../session-data.ts'
import { Store } from '../store.ts'

/** Makes the sessions of one request, and carries out what they are asked. */
export abstract class SessionMethods extends RecordWriter implements SessionKeeper {
  /** The data as they were when the request began, and the ID that belongs to them. */
  protected originalText = ''
  protected originalId: unknown
  /** The data as they were saved last. */
  protected savedText: string | undefined
  /** A save that the handler asked for and that is under way. Never rejects. */
  protected saving: PromiseLike<void> | undefined
  /** The session that the request began with, and those of a reload. */
  #first: Session | undefined
  #others: Set<Session> | undefined

  save(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    debug('saving')
    const text = dataText(session)
    if (this.#isNoted(session)) this.savedText = text
    const { calls } = this.policy
    const set =
      own === undefined
        ? () => calls.set(session.id, session)
        : () => handTo(session, () => askedOf(session, own))
    const saved = calledBack(() => this.write(session, text, set), callback)
    if (saved === undefined) return
    const before = this.saving
    const saving = (before === undefined ? saved : before.then(() => saved)).then(() => {
      if (this.saving === saving) this.saving = undefined
    })
    this.saving = saving
  }

  reload(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    debug('reloading')
    const since = this.policy.shared.tick
    const reload = own === undefined ? () => this.#readAgain(session) : () => askedOf(session, own)
    calledBack(() => andThen(reload(), () => this.#noteReloaded(session, since)), callback)
  }

  destroy(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    delete this.request.session
    const destroy = own && (() => askedOf(session, own))
    calledBack(() => this.end(session.id, destroy), callback)
  }

  regenerate(session: Session, callback?: SessionCallback, own?: OwnMethod): void {
    const { request, policy } = this
    const sid = String(request.sessionID)
    const { regenerate } = policy.store
    const theirs: OwnMethod | undefined =
      regenerate === undefined || regenerate === Store.prototype.regenerate
        ? undefined
        : (answer) => regenerate.call(policy.store, request, answer)
    const begin = own ?? theirs
    const anew = begin === undefined ? () => this.#beginAnew() : () => askedOf(session, begin)
    calledBack(() => this.end(sid, anew), callback)
  }

  abstract current: unknown
  abstract retire(): MaybePromise<void>

  generated(): void {
    this.forgetRecord()
  }

  /** Begins a new session. */
  protected generate(): void {
    const { request, policy } = this
    policy.store.generate(request)
    const { session } = request
    if (!session) throw new TypeError('The store has a `generate` of its own, which made no `req.session`.')
    this.originalId = request.sessionID
    this.originalText = dataText(session)
    this.#follow(session)
  }

  /** Makes `req.session` of what is stored, which was asked for at that tick. */
  protected inflate(stored: object, since: number): void {
    const session = this.#createSession(stored)
    this.noteLoaded(dataText(stored), since)
    const { expires, originalMaxAge } = session.cookie
    this.noteRenewal(expires instanceof Date ? expires.getTime() : null, originalMaxAge)
  }

  /** Notes the data that the request begins with. */
  protected noteLoaded(text: string, since: number): void {
    this.originalId = this.request.sessionID
    this.originalText = text
    if (!this.policy.resave) this.savedText = text
    this.noteRecord(text, since)
  }

  /** As `regenerate` of our `Store`, also over stores that answer by promises. */
  #beginAnew(): MaybePromise<void> {
    const { request, policy } = this
    const begin = (): void => policy.store.generate(request)
    const fail = (error: unknown): never => {
      begin()
      throw error
    }
    return andThen(
      // As it is: a `genid` may make what is no text.
      recover(() => policy.calls.destroy(request.sessionID as string), fail),
      begin,
    )
  }

  #createSession(stored: object): Session {
    const { request, policy } = this
    const createSession = policy.store.createSession ?? Store.prototype.createSession
    createSession.call(policy.store, request, stored as SessionData)
    const { session } = request
    if (!session)
      throw new TypeError('The store has a `createSession` of its own, which made no `req.session`.')
    this.#follow(session)
    return session
  }

  /** Notes that saves of this session count as saves of the request's. */
  protected note(session: Session): void {
    if (this.#first === undefined) this.#first = session
    else {
      this.#others ??= new Set()
      this.#others.add(session)
    }
  }

  #isNoted(session: Session): boolean {
    return session === this.#first || this.#others?.has(session) === true
  }

  #follow(session: Session): void {
    if (this.#isNoted(session)) return
    this.note(session)
    follow(session, this)
  }

  #readAgain({ id }: Session): MaybePromise<void> {
    return andThen(this.policy.calls.reload(id), (stored) => {
      if (!stored) throw failedToLoad()
      this.#createSession(Object(stored))
    })
  }

  #noteReloaded(before: Session, since: number): void {
    const { session } = this.request
    if (!session || session === before) return
    this.#follow(session)
    this.noteRecord(dataText(session), since)
  }
}
