import { isSecure } from './connection.ts'
import { Cookie } from './cookie.ts'
import type { Policy } from './policy.ts'
import type { KeptRequest } from './records/legacy-records.ts'
import { keeperKey, Session } from './session.ts'

/** Gives the store its `generate`, which begins a session: `regenerate` of stores calls it. */
export function installGenerate(policy: Policy): void {
  policy.store.generate = (request: KeptRequest): void => {
    request.sessionID = policy.genid(request)
    const session = new Session(request)
    request.session = session
    const options = policy.cookie(request)
    session.cookie = new Cookie(options)
    if (options.secure === 'auto') session.cookie.secure = isSecure(request, policy.proxy)
    if (options.sameSite === 'auto')
      session.cookie.sameSite = isSecure(request, policy.proxy) ? 'none' : 'lax'
    request[keeperKey]?.generated()
  }
}
