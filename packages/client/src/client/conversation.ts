import { SessionClientError } from '../errors.ts'
import type { Answer, Method, Send } from '../http/send.ts'

export interface Conversation {
  /** Sends a request, or joins the one of its kind under way. Rejects with `SessionClientError`. */
  exchange(method: Method): Promise<void>
  /** A new epoch: answers under way are dropped, and nobody joins them. */
  renew(): void
}

/**
 * One request of a kind at a time, and answers in the order in which their requests were sent, whatever order they come
 * in. `onAnswer` gets those that still count, and may throw `SessionClientError`.
 */
export function createConversation<Data>(
  send: Send<Data>,
  onAnswer: (answer: Answer<Data>, method: Method) => void,
  onFailure: (error: SessionClientError) => void,
): Conversation {
  const underWay = new Map<Method, Promise<void>>()
  let sent = 0
  // Requests up to these numbers count no more: a later one was answered; a new epoch began.
  let answered = 0
  let dropped = 0

  function renew(): void {
    answered = dropped = sent
    underWay.clear()
  }
  async function run(method: Method): Promise<void> {
    const number = ++sent
    const isEnd = method === 'delete'
    try {
      const answer = await send(method)
      // An end counts although later questions were answered: they may have seen the session still there.
      if (number <= (isEnd ? dropped : answered)) return
      answered = number
      if (isEnd) renew()
      onAnswer(answer, method)
    } catch (error) {
      if (error instanceof SessionClientError && number >= answered && number > dropped) onFailure(error)
      throw error
    }
  }
  return {
    exchange(method) {
      const joined = underWay.get(method)
      if (joined) return joined
      const exchange = run(method).finally(() => {
        if (underWay.get(method) === exchange) underWay.delete(method)
      })
      underWay.set(method, exchange)
      return exchange
    },
    renew,
  }
}
