import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionOwner } from '../../session/session.ts'
import type { SessionRecord, Touched } from '../../store/store.ts'
import { freshUntil } from '../carrier/lifetime.ts'
import { RequestCookies } from '../carrier/request-cookies.ts'
import { isNote } from '../carrier/rotation-note.ts'
import { type Credential, type Found, find } from '../carrier/sid-cookie.ts'
import { findOrAdopt } from '../migration/migrate.ts'
import { gone, notLoaded } from '../record/errors.ts'
import { LoadedSession } from '../record/loaded-session.ts'
import { endMovedStay, endStay, replaceStay } from '../write/end-session.ts'
import { createStored, type Saving, type WriteOptions, writeStored } from '../write/save.ts'
import { type Operations, operations } from './operation-queue.ts'

/** What becomes of the session as a whole: `unset` by assignment, `destroyed` by its holder. */
type Fate = 'kept' | 'unset' | 'destroyed'

/** All that is known of the session in one request, and the steps that everything else is made of. */
export abstract class RequestState extends RequestCookies implements Saving {
  stay: LoadedSession | undefined
  fate: Fate = 'kept'
  hasLoaded = false
  loadError: unknown
  /** The request only asks how the session is: that is no activity, or a polling tab would keep a stay alive. */
  isPeek = false
  /** The sid is new: the browser has to hear of it. */
  isCookieDue = false
  /** The stored session has ended here: the browser has to forget it. */
  mustClearCookie = false
  /** The session was taken over from express-session in this request. */
  adopted: { readonly oldSid: string; readonly newSid: string } | undefined
  /** What express-session began has ended: the browser has to forget its cookie. */
  mustClearAdopted = false
  /** What a renewal in this request answered. */
  renewed: Touched | undefined
  /** The session that was touched without being read. */
  unread: Credential | undefined
  /** The store no longer has the session that this request came with. */
  hasGone = false
  /** The request came with a sid that was replaced a moment ago, and this is what it led to. */
  rotatedAway: SessionRecord | undefined
  /** The handler asked for a new sid, whatever the request came with. */
  isNewSidAsked = false
  operations: Operations | undefined

  private loading: PromiseLike<void> | undefined

  /** Makes the one whom the session's methods call. */
  protected abstract createOwner(): SessionOwner

  get loadsAhead(): boolean {
    return this.isInPath && this.policy.loadsAhead
  }

  load(): MaybePromise<void> {
    if (this.hasLoaded || !this.isInPath) return
    if (this.loading !== undefined) return this.loading
    try {
      const { adoption } = this.policy
      const found = adoption === undefined ? find(this.cookies(), this.policy) : findOrAdopt(this, adoption)
      if (!isPromise(found)) return this.onLoaded(found)
      this.loading = found.then(
        (value) => this.onLoaded(value),
        (error: unknown) => this.onLoadFailed(error),
      )
      return this.loading
    } catch (error) {
      return this.onLoadFailed(error)
    }
  }

  private onLoaded(found: Found | undefined): void {
    this.hasLoaded = true
    if (found !== undefined) this.noteLiveCookie(found.sid)
    if (found !== undefined && isNote(found.record)) this.noteRotatedAway(found.record)
    else this.stay = found && this.toStay(found)
  }

  private noteRotatedAway(note: SessionRecord): void {
    this.rotatedAway = note
    this.policy.onEvent?.({ type: 'rotated-away' })
  }

  private onLoadFailed(error: unknown): void {
    this.hasLoaded = true
    this.loadError = error
    if (this.policy.onLoadError === 'next') throw error
  }

  /** The session of this request, a new one where none is stored. Throws `not-loaded`, or why the load failed. */
  currentStay(): LoadedSession {
    if (this.stay !== undefined) return this.stay
    if (!this.hasLoaded) {
      if (this.loadsAhead || this.policy.lazy) throw notLoaded()
      this.load()
    }
    if (this.loadError !== undefined) throw this.loadError
    this.stay ??= this.toStay(undefined)
    return this.stay
  }

  toStay(found: Found | undefined): LoadedSession {
    return new LoadedSession(this.createOwner(), this.policy, this.cookiePolicy, found)
  }

  /** The session as the store has it, if it does; loads it if need be. */
  stored(): MaybePromise<LoadedSession | undefined> {
    return andThen(this.load(), () => {
      if (this.loadError !== undefined) throw this.loadError
      return this.fate !== 'destroyed' && this.stay?.record !== undefined ? this.stay : undefined
    })
  }

  /** Saves the data as they are in `text`, for the first time or over what is stored. */
  save(stay: LoadedSession, text: string, options: WriteOptions = {}): MaybePromise<void> {
    if (stay.record === undefined) return createStored(this, stay, text)
    return andThen(writeStored(this, stay, text, options), () => {
      if (options.isRenewed) this.renewed = stay.record
    })
  }

  /** Renews the idle timeout now; `undefined`: the session has ended. */
  renew(key: string): MaybePromise<Touched | undefined> {
    const now = this.policy.clock.now()
    return andThen(this.policy.store.touch(key, now), (touched) => {
      if (touched === undefined || isNote(touched)) {
        this.hasGone = true
        return undefined
      }
      this.renewed = touched
      const [value, ...others] = this.cookies()
      if (value !== undefined && others.length === 0) {
        this.throttle.note(value, freshUntil(touched, this.policy.touchAfter(touched.idleTimeout), now))
      }
      return touched
    })
  }

  /** The stay as the store has it by now, as far as this request has read, renewed or written it. */
  get latest(): Touched | undefined {
    const record = this.stay?.record
    const { renewed } = this
    return record === undefined || (renewed !== undefined && renewed.version > record.version)
      ? renewed
      : record
  }

  /** Whether the session that the browser knows of has ended here, and no other has begun. */
  get hasEnded(): boolean {
    return this.fate === 'destroyed' || (this.mustClearCookie && !this.isCookieDue)
  }

  /** Deletes the session from the store, if it is there, also where it got another sid meanwhile. */
  remove(stay: LoadedSession): MaybePromise<void> {
    const { credential, record } = stay
    if (credential === undefined || record === undefined) return andThen(this.endMoved(), () => {})
    const { store, clock } = this.policy
    return andThen(endStay(store, credential.key, clock.now()), () => this.onEnded())
  }

  /** Ends the session as `remove` does, and keeps requests that are under way with its sid from passing for newcomers. */
  replace(stay: LoadedSession): MaybePromise<void> {
    const { credential, record } = stay
    if (credential === undefined || record === undefined) return
    const { store, clock } = this.policy
    const replaced = replaceStay(store, credential.key, record, undefined, clock.now())
    return andThen(replaced, () => this.onEnded())
  }

  /** Not before it has: until then the browser has to hear of a new sid. */
  private onEnded(): void {
    this.isCookieDue = false
    this.renewed = undefined
    this.mustClearCookie = true
  }

  /** Ends the session for good; says whether there was one. */
  end(): MaybePromise<boolean> {
    return andThen(this.stored(), (stay) => {
      if (stay === undefined) return this.fate === 'destroyed' ? false : this.endMoved()
      return andThen(this.remove(stay), () => {
        this.fate = 'destroyed'
        return true
      })
    })
  }

  /** A sign-out that comes with the sid from before a rotation ends the stay all the same, if it still is the same one. */
  private endMoved(): MaybePromise<boolean> {
    const { policy, rotatedAway } = this
    if (rotatedAway === undefined) return false
    const ended = endMovedStay(policy.store, rotatedAway, rotatedAway.id, policy.clock.now())
    return andThen(ended, (hasEnded) => {
      if (hasEnded) this.mustClearCookie = true
      return hasEnded
    })
  }

  onCookieChange(): void {
    this.isCookieDue = true
    this.hasGone = false
    // It was of what the new sid replaces.
    this.renewed = undefined
  }

  /** Runs an operation that the handler asked for, after those it asked for before. */
  run(operation: (stay: LoadedSession) => MaybePromise<void>): Promise<void> {
    return this.queue().run(() => {
      if (this.fate === 'destroyed') throw gone()
      return operation(this.currentStay())
    })
  }

  protected queue(): Operations {
    this.operations ??= operations()
    return this.operations
  }
}
