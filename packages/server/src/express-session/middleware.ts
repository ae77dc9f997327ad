import { logCommitError } from '../adapters/commit-failure.ts'
import { holdResponse } from '../adapters/held-response.ts'
import type { Middleware } from '../adapters/middleware.ts'
import { pathOf } from '../adapters/node-request.ts'
import { isResponse } from '../adapters/node-response.ts'
import { pathMatches } from '../cookie/path-match.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import { DropInContext } from './context.ts'
import { debug } from './debug.ts'
import { installGenerate } from './generate.ts'
import type { Policy } from './policy.ts'
import { readiness } from './readiness.ts'
import type { KeptRequest } from './record-keeper.ts'

/** Gives each request its `req.session`, where there is none yet. */
export function toMiddleware(policy: Policy): Middleware {
  installGenerate(policy)
  const isReady = readiness(policy.store)
  return function session(request: KeptRequest, response, next) {
    if (request.session) return next()
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
    const context = new DropInContext(policy, request, next)
    let loaded: MaybePromise<void>
    try {
      if (isResponse(response)) holdResponse(response, context, logCommitError)
      loaded = context.load()
    } catch (error) {
      return next(error)
    }
    if (isPromise(loaded)) loaded.then(() => next(), next)
    else next()
  }
}

function isInPath({ originalUrl, url = '/' }: KeptRequest, path: string): boolean {
  return path === '/' || pathMatches(pathOf(originalUrl ?? url), path)
}
