import { SessionClientError } from '../errors.ts'
import type { Answer, Method, Send } from '../http/send.ts'
import { createSequence } from '../state/sequence.ts'

export interface Conversation {
  /** Sends a request, or joins the one of its kind under way. Rejects with `SessionClientError`. */
  exchange(method: Method): Promise<void>
  /** A new epoch: answers under way are dropped, and nobody joins them. */
  renew(): void
}

export interface ConversationOptions<Data> {
  readonly send: Send<Data>
  /** Takes an answer that still counts; may throw `SessionClientError`. */
  readonly onAnswer: (answer: Answer<Data>, method: Method) => void
  readonly onFailure: (error: SessionClientError) => void
}

/** One request of a kind at a time, and answers in the order of their requests. */
export function createConversation<Data>(options: ConversationOptions<Data>): Conversation {
  const { send, onAnswer, onFailure } = options
  const sequence = createSequence()
  const underWay = new Map<Method, Promise<void>>()

  async function run(method: Method): Promise<void> {
    const number = sequence.next()
    try {
      const answer = await send(method)
      const isEnd = method === 'delete'
      if (!sequence.accept(number, isEnd)) return
      if (isEnd) underWay.clear()
      onAnswer(answer, method)
    } catch (error) {
      if (error instanceof SessionClientError && sequence.isCurrent(number)) onFailure(error)
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
    renew() {
      sequence.renew()
      underWay.clear()
    },
  }
}
