import type { RedisConnection } from './client.ts'
import { toText } from './reply.ts'

/** Warns the operator of a Redis that makes room by removing sessions. Who may not ask that is not told. */
export async function warnOfEviction(connection: RedisConnection, prefix: string): Promise<void> {
  let memory: string
  try {
    memory = toText(await connection.send(prefix, ['INFO', 'memory'])) ?? ''
  } catch {
    return
  }
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0)
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(memory)?.[1]
  if (limit === 0 || policy === undefined || policy === 'noeviction') return
  globalThis.process?.emitWarning?.(
    `redisStore: this Redis has maxmemory ${limit} and the policy ${policy}: when it is full it removes sessions, and so signs ` +
      'people out. Set maxmemory-policy to noeviction, and give it memory enough.',
    { code: 'SOJOURN_REDIS_EVICTION' },
  )
}
