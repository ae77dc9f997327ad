import type { SessionClientError } from '../errors.ts'
import { toSessionClientError } from '../http/fault.ts'
import type { Method } from '../http/send.ts'

export interface RequestQueue {
  /** Sends a request for a reason, or joins the one of its kind under way. Rejects with `SessionClientError`. */
  request(method: Method, cause: string): Promise<void>
  /** What was asked before counts no more: who waits for an answer gets the next, which is asked for when it has come. */
  outdate(): void
  /** The same, and nobody waits for those answers: the next is asked for at once. */
  abandon(): void
  /** Resolves when no touch and no end is under way. */
  settle(): Promise<unknown>
}

export interface RequestListeners<Answer> {
  /**
   * Gets the answers that count, and may throw `SessionClientError`. `isEnd`: the session was ended since the last of
   * them, by this request or by one whose own answer came too late to count.
   */
  onAnswer(answer: Answer, method: Method, isEnd: boolean): void
  onFailure(error: SessionClientError): void
  /** After each request: a question that was asked meanwhile may have joined one whose answer came to nothing. */
  onDone(): void
  /** Whether a question may be asked again though not even the app waits for it. */
  mayAsk(): boolean
}

/**
 * One request of a kind at a time, and answers in the order in which their requests were sent, whatever order they come
 * in. While the session is being ended no other question is asked: one that overtook the end would see the session still
 * there, so it gets the answer to the end.
 */
export function createRequestQueue<Answer>(
  send: (method: Method, cause: string) => Promise<Answer>,
  onAnswer: RequestListeners<Answer>['onAnswer'],
  onFailure: RequestListeners<Answer>['onFailure'],
  onDone: RequestListeners<Answer>['onDone'],
  mayAsk: RequestListeners<Answer>['mayAsk'],
): RequestQueue {
  let underWay = new Map<Method, Promise<void>>()
  let sent = 0
  /** Requests below these numbers count no more: a later one was answered, or what they tell is over. */
  let answered = 0
  let current = 0
  let hasEnded = false

  async function run(method: Method, cause: string): Promise<void> {
    const number = ++sent
    const epoch = underWay
    try {
      const answer = await send(method, cause)
      hasEnded ||= method === 'delete'
      if (number < current) {
        if (cause !== 'call' && !mayAsk()) return
        return await (epoch === underWay ? run : request)('get', cause)
      }
      if (number < answered) return
      answered = number
      const isEnd = hasEnded
      hasEnded = false
      onAnswer(answer, method, isEnd)
    } catch (error) {
      const failure = toSessionClientError(error)
      if (number >= answered && epoch === underWay) onFailure(failure)
      throw failure
    }
  }
  function request(method: Method, cause: string): Promise<void> {
    const joined = underWay.get('delete') ?? underWay.get(method)
    if (joined) return joined
    const epoch = underWay
    // Written down before it looks at the clocks, which may be a reason to ask.
    const requested = Promise.resolve()
      .then(() => run(method, cause))
      .finally(() => {
        epoch.delete(method)
        onDone()
      })
    epoch.set(method, requested)
    return requested
  }
  function outdate(): void {
    current = ++sent
  }
  return {
    request,
    outdate,
    abandon() {
      outdate()
      underWay = new Map()
    },
    settle: () => Promise.allSettled([underWay.get('delete'), underWay.get('post')]),
  }
}
