import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionRecord } from '../../store/store.ts'
import type { Found, NotFound, Origin, Outcome, SessionCarrier } from '../carrier/carrier.ts'
import { issued } from '../carrier/outcome.ts'
import type { RequestCookies } from '../carrier/request-cookies.ts'
import { isNote } from '../carrier/rotation-note.ts'
import type { Policy } from '../options/policy.ts'

type LoadState =
  | { readonly status: 'idle' }
  | { readonly status: 'loading'; readonly done: PromiseLike<void> }
  | { readonly status: 'loaded'; readonly found: Found | NotFound | undefined }
  | { readonly status: 'failed'; readonly error: unknown }

const idle: LoadState = { status: 'idle' }

/** The load of one request's session, which happens once, whoever asks for it first. */
export class SessionLoad {
  private readonly policy: Policy
  private readonly carrier: SessionCarrier
  private readonly cookies: RequestCookies
  private state: LoadState = idle

  constructor(policy: Policy, carrier: SessionCarrier, cookies: RequestCookies) {
    this.policy = policy
    this.carrier = carrier
    this.cookies = cookies
  }

  get status(): LoadState['status'] {
    return this.state.status
  }

  /** Loads, unless that has been done. Rejects when the store fails, where the option `onLoadError` says so. */
  begin(): MaybePromise<void> {
    if (this.state.status === 'loading') return this.state.done
    if (this.state.status !== 'idle' || !this.cookies.isInPath) return
    try {
      const found = this.carrier.find(this.cookies, this.policy)
      if (!isPromise(found)) return this.onLoaded(found)
      const done = found.then(
        (value) => this.onLoaded(value),
        (error: unknown) => this.onFailed(error),
      )
      this.state = { status: 'loading', done }
      return done
    } catch (error) {
      return this.onFailed(error)
    }
  }

  private onLoaded(found: Found | NotFound | undefined): void {
    this.state = { status: 'loaded', found }
    if (found?.record === undefined) return
    this.cookies.noteLive(found.position)
    if (isNote(found.record)) this.policy.onEvent?.({ type: 'rotated-away' })
  }

  private onFailed(error: unknown): void {
    this.state = { status: 'failed', error }
    if (this.policy.onLoadError === 'next') throw error
  }

  /** Throws why the load failed, if it did. */
  assertNotFailed(): void {
    if (this.state.status === 'failed') throw this.state.error
  }

  /** The session that was found. */
  get session(): Found | undefined {
    const found = this.found
    return found?.record === undefined || isNote(found.record) ? undefined : found
  }

  /** The note that was found: the request came with a sid that was replaced a moment ago. */
  get note(): SessionRecord | undefined {
    const record = this.found?.record
    return record !== undefined && isNote(record) ? record : undefined
  }

  /** Where the session was before it was taken over, or where there is none any more. */
  get origin(): Origin | undefined {
    return this.found?.origin
  }

  /** What the load means to the browser: something only where it took a session over. */
  get outcome(): Outcome | undefined {
    const { session, origin } = this
    return session !== undefined && session.sid === origin?.sid ? issued(session, session.record) : undefined
  }

  private get found(): Found | NotFound | undefined {
    return this.state.status === 'loaded' ? this.state.found : undefined
  }
}
