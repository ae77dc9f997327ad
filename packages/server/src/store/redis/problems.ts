import { SessionError } from '../../errors.ts'

/** What Redis says first in an error, and what that means for who runs the app. */
const advice: Readonly<Record<string, string>> = {
  NOAUTH: 'it wants a password: give the client one (`redis://:password@host`)',
  WRONGPASS: 'it refuses the user name or the password that the client has',
  NOPERM:
    'its user may not do that: the store uses GET, SET, DEL, EVAL, EVALSHA, HSET, HGETALL, HDEL and SPUBLISH below its prefix',
  READONLY: 'it is a replica that may not be written to: connect to the primary, by Sentinel or the cluster',
  MASTERDOWN: 'it is a replica whose primary is away',
  LOADING: 'it is loading its data after a start: ask again in a moment',
  MISCONF: 'it cannot save to its disk, and refuses to write: free the disk, see its log',
  CLUSTERDOWN: 'its cluster has no node for some slots now',
  TRYAGAIN: 'its cluster is moving slots: ask again',
  MOVED: 'it is a node of a cluster: connect with the cluster client of your driver',
  CROSSSLOT: 'it is a node of a cluster: connect with the cluster client of your driver',
  BUSY: 'a script of somebody else keeps it busy',
}

/** Whether the server does not know the script of that hash, because it was started anew or flushed. */
export function isUnknownScript(error: unknown): boolean {
  return firstWord(error) === 'NOSCRIPT'
}

/** Whether the command is not to be had here: renamed, forbidden by a proxy or by an ACL. */
export function isForbidden(error: unknown): boolean {
  // "OOM command not allowed" is another matter.
  if (isFull(error)) return false
  return (
    /unknown command|not (?:supported|allowed)|disabled/i.test(messageOf(error)) ||
    firstWord(error) === 'NOPERM'
  )
}

/** Whether the server has no memory left. */
export function isFull(error: unknown): boolean {
  return firstWord(error) === 'OOM'
}

/** The error of a command that Redis refused, or that did not get there. */
export function explained(operation: string, error: unknown): SessionError {
  if (error instanceof SessionError) return error
  const message = messageOf(error)
  const word = firstWord(error)
  if (word === 'OOM') {
    return new SessionError(
      'store-full',
      `redisStore: Redis has reached its maxmemory and takes no more (${operation}). Nothing was written. Give it more memory; ` +
        'a policy that evicts would sign people out.',
      error,
    )
  }
  const isWithoutScripts = isForbidden(error) && /eval/i.test(message)
  const what = isWithoutScripts
    ? 'it runs no scripts (EVALSHA, EVAL), without which no write can be compared and set in one step: use a server that does'
    : (advice[word] ?? 'see the cause')
  return new SessionError(
    'store-unavailable',
    `redisStore: Redis refused or did not answer (${operation}): ${message}; ${what}.`,
    error,
  )
}

function firstWord(error: unknown): string {
  const message = messageOf(error)
  // Before Redis 7 an error inside a script is told in the midst of another.
  const inner = message.indexOf(': -')
  const told =
    message.startsWith('ERR Error running script') && inner !== -1 ? message.slice(inner + 3) : message
  return /^[A-Z]+/.exec(told.startsWith('ERR ') ? told.slice(4) : told)?.[0] ?? ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
