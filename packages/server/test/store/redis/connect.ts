import { createClient } from 'redis'
import type { SendCommand } from '../../../src/store/redis.ts'

export interface Connected {
  readonly send: SendCommand
  close(): void
}

/** A connection that sends one command after the other. */
export async function connect(url: string): Promise<Connected> {
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  return { send: (args) => client.sendCommand(args), close: () => client.destroy() }
}
