import type { ServerResponse } from 'node:http'
import { logCommitError } from '../adapters/commit-failure.ts'
import { gateResponse } from '../adapters/node/gate-response.ts'
import type { Middleware, Next } from '../adapters/node/middleware.ts'
import { pathOf } from '../adapters/node/request.ts'
import { isResponse } from '../adapters/node/response.ts'
import { removeSessionProperty, sessionPropertyOf } from '../adapters/node/session-property.ts'
import { pathMatches } from '../cookie/path-match.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import { debug } from './debug.ts'
import { installGenerate } from './generate.ts'
import type { Policy } from './policy.ts'
import { readiness } from './readiness.ts'
import type { KeptRequest } from './records/legacy-records.ts'
import { DropInContext } from './request/context.ts'
import { keeperKey } from './session.ts'

/** Gives each request its `req.session`, where there is none yet. */
export function toMiddleware(policy: Policy): Middleware {
  installGenerate(policy)
  const isReady = readiness(policy.store)
  return function session(request: KeptRequest, response, next) {
    const property = sessionPropertyOf(request)
    // Asked first: `req.session` may not be loaded yet.
    if (property?.context.isInPath || request.session) return next()
    if (!isReady()) {
      debug('store is disconnected')
      return next()
    }
    if (!isInPath(request, policy.cookie(request).path || '/')) {
      debug('pathname mismatch')
      return next()
    }
    if (policy.signers === undefined && !request.secret) {
      return next(new Error('secret option required for sessions'))
    }
    let loaded: MaybePromise<void>
    try {
      if (property) removeSessionProperty(request)
      const earlier = request[keeperKey]
      loaded =
        earlier === undefined
          ? begin(policy, request, response, next)
          : // The session of another one of these has ended; what comes after may begin one here.
            andThen(earlier.retire(), () => begin(policy, request, response, next))
    } catch (error) {
      return next(error)
    }
    if (isPromise(loaded)) loaded.then(() => next(), next)
    else next()
  }
}

function begin(
  policy: Policy,
  request: KeptRequest,
  response: ServerResponse,
  next: Next,
): MaybePromise<void> {
  const context = new DropInContext(policy, request, next)
  if (isResponse(response)) gateResponse(response, context, logCommitError)
  return context.load()
}

function isInPath({ originalUrl, url = '/' }: KeptRequest, path: string): boolean {
  return path === '/' || pathMatches(pathOf(originalUrl ?? url), path)
}
