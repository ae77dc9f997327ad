import type { RedisConnection, SendCommand } from './client.ts'
import { toText, toTexts } from './reply.ts'

/** Deletes all keys below the prefix, on every node. */
export async function clearKeys({ nodes }: RedisConnection, prefix: string): Promise<void> {
  const pattern = `${prefix.replace(/[\\*?[\]^]/g, '\\$&')}*`
  await Promise.all((await nodes()).map((send) => clearNode(send, pattern)))
}

async function clearNode(send: SendCommand, pattern: string): Promise<void> {
  let cursor = '0'
  do {
    const reply = await send(['SCAN', cursor, 'MATCH', pattern, 'COUNT', '500'])
    const [next, keys]: readonly unknown[] = Array.isArray(reply) ? reply : []
    // One by one: in a cluster the keys of one command have to be in one slot.
    await Promise.all(toTexts(keys).map((key) => send(['UNLINK', key])))
    cursor = toText(next) ?? '0'
  } while (cursor !== '0')
}
