import type { KeyPage } from '../store.ts'
import type { RedisConnection, SendCommand } from './client.ts'
import { toText, toTexts } from './reply.ts'
import { fromMember, isOwnKey } from './text.ts'

/** A page of the sessions' keys: where a node stands in its scan, and which node that is. */
export async function scanKeys(
  { nodes }: RedisConnection,
  prefix: string,
  limit: number,
  after = '0:0',
): Promise<KeyPage> {
  const [index = 0, cursor = '0'] = [Number(after.split(':')[0]), after.split(':')[1]]
  const all = await nodes()
  const send = all[index]
  if (send === undefined) return { keys: [], next: undefined }
  const reply = await send(['SCAN', cursor, 'MATCH', patternOf(prefix), 'COUNT', String(limit)])
  const [next, found]: readonly unknown[] = Array.isArray(reply) ? reply : []
  const members = toTexts(found).map((key) => key.slice(prefix.length))
  const nextCursor = toText(next) ?? '0'
  const place = nextCursor === '0' ? [index + 1, '0'] : [index, nextCursor]
  return {
    keys: members.filter((member) => !isOwnKey(member)).map(fromMember),
    next: place[0] === all.length ? undefined : place.join(':'),
  }
}

/** Deletes all keys below the prefix, on every node. */
export async function clearKeys({ nodes }: RedisConnection, prefix: string): Promise<void> {
  await Promise.all((await nodes()).map((send) => clearNode(send, patternOf(prefix))))
}

function patternOf(prefix: string): string {
  return `${prefix.replace(/[\\*?[\]^]/g, '\\$&')}*`
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
