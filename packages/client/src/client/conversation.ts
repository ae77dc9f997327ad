import type { SessionClientError } from '../errors.ts'
import { toSessionClientError } from '../http/fault.ts'
import type { Answer, Method, Send } from '../http/send.ts'

export interface Conversation {
  /** Sends a request for a reason, or joins the one of its kind under way. Rejects with `SessionClientError`. */
  exchange(method: Method, cause: string): Promise<void>
  /** What was asked before counts no more: who waits for an answer gets the next, which is asked for when it has come. */
  outdate(): void
  /** The same, and nobody waits for those answers: the next is asked for at once. */
  abandon(): void
  /** Resolves when no touch and no end is under way. */
  settle(): Promise<unknown>
}

/**
 * One request of a kind at a time, and answers in the order in which their requests were sent, whatever order they come
 * in. While the session is being ended no other question is asked: one that overtook the end would see the session still
 * there, so it gets the answer to the end. `onAnswer` gets the answers that count, and may throw `SessionClientError`.
 * Where not even the app waits, nothing is asked again unless it `mayAsk`. `onDone`: a question that was asked meanwhile may
 * have joined one whose answer came to nothing.
 */
export function createConversation<Data>(
  send: Send<Data>,
  onSend: (method: Method, cause: string) => void,
  onAnswer: (answer: Answer<Data>, method: Method) => void,
  onFailure: (error: SessionClientError) => void,
  mayAsk: () => boolean,
  onDone: () => void,
): Conversation {
  let underWay = new Map<Method, Promise<void>>()
  let sent = 0
  /** Requests below these numbers count no more: a later one was answered, or what they tell is over. */
  let answered = 0
  let current = 0

  async function run(method: Method, cause: string): Promise<void> {
    const number = ++sent
    const epoch = underWay
    try {
      onSend(method, cause)
      const answer = await send(method)
      if (number < current) {
        if (cause !== 'call' && !mayAsk()) return
        return await (epoch === underWay ? run : exchange)('get', cause)
      }
      if (number < answered) return
      answered = number
      onAnswer(answer, method)
    } catch (error) {
      const failure = toSessionClientError(error)
      if (number >= answered && epoch === underWay) onFailure(failure)
      throw failure
    }
  }
  function exchange(method: Method, cause: string): Promise<void> {
    const joined = underWay.get('delete') ?? underWay.get(method)
    if (joined) return joined
    const epoch = underWay
    // Written down before it looks at the clocks, which may be a reason to ask.
    const exchanged = Promise.resolve()
      .then(() => run(method, cause))
      .finally(() => {
        epoch.delete(method)
        onDone()
      })
    epoch.set(method, exchanged)
    return exchanged
  }
  function outdate(): void {
    current = ++sent
  }
  return {
    exchange,
    outdate,
    abandon() {
      outdate()
      underWay = new Map()
    },
    settle: () => Promise.allSettled([underWay.get('delete'), underWay.get('post')]),
  }
}
