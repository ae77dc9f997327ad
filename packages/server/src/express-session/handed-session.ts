import { isPromise, type MaybePromise } from '../maybe-promise.ts'

interface Handed {
  cookie?: unknown
}

/** Hands a session to a store. Some put plain JSON in place of its cookie, at once or until they answer. */
export function handTo(session: Handed, call: () => MaybePromise<void>): MaybePromise<void> {
  const { cookie } = session
  // Where another kind of thing has taken its place. What a store changes in it stays.
  const restore = (): void => {
    if (kindOf(session.cookie) !== kindOf(cookie)) session.cookie = cookie
  }
  let answer: MaybePromise<void>
  try {
    answer = call()
  } finally {
    restore()
  }
  // Before anybody hears of the answer.
  if (isPromise(answer)) answer.then(restore, restore)
  return answer
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : value
}
