import * as z from 'zod/mini'
import { connect } from '../../tabs/support/connection.ts'

/** Speaks WebDriver BiDi with one browser. */
export interface Bidi {
  /** Resolves with the result of a command; rejects when the browser refuses it or is gone. */
  send(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>
  close(): void
}

const entry = z.object({ level: z.string(), type: z.string(), text: z.nullable(z.string()) })

/** Begins a session with the browser that listens at `url`. What fails in its pages is added to `complaints`. */
export async function connectBidi(url: string, complaints: string[]): Promise<Bidi> {
  const connection = await connect(`${url}/session`, (method, params) => {
    if (method !== 'log.entryAdded') return
    const { level, text } = entry.parse(params)
    if (level === 'error') complaints.push(text ?? level)
  })
  const send: Bidi['send'] = (method, params = {}) => connection.send({ method, params })
  await send('session.new', { capabilities: {} })
  await send('session.subscribe', { events: ['log.entryAdded'] })
  return { send, close: connection.close }
}
