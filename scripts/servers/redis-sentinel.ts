import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from 'redis'
import { startOwnRedis } from './redis.ts'
import { type PrivateServer, startOwnServer } from './start.ts'
import { until } from './until.ts'

/** A primary with one replica, watched by three sentinels. */
export interface RedisSentinels {
  /** What the sentinels call the set. */
  readonly name: string
  readonly sentinels: readonly { readonly host: string; readonly port: number }[]
  readonly primary: PrivateServer
  readonly replica: PrivateServer
  stop(): Promise<void>
}

const name = 'sojourn'
const complaint = 'the Redis servers did not find each other'

/** A set of one's own, in which the replica takes over about a second after the primary fell silent. */
export async function startRedisSentinels(): Promise<RedisSentinels> {
  const primary = await startOwnRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
  const { port } = new URL(primary.url)
  const replica = await startReplica(primary.url)
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(port)))
  const stop = async (): Promise<void> => {
    await Promise.all([primary, replica, ...sentinels].map((server) => server.stop()))
  }
  await until(async () => {
    const counts = await Promise.all(sentinels.map(({ url }) => othersKnownTo(url)))
    return counts.every((count) => count === 2)
  }, complaint)
  const places = sentinels.map(({ url }) => ({ host: '127.0.0.1', port: Number(new URL(url).port) }))
  return { name, sentinels: places, primary, replica, stop }
}

/** A replica that may not be written to, once it has what its primary has. */
export async function startReplica(primaryUrl: string): Promise<PrivateServer> {
  const { port } = new URL(primaryUrl)
  const replica = await startOwnRedis(['--replicaof', `127.0.0.1 ${port}`])
  const client = await createClient({ url: replica.url }).connect()
  await until(
    async () => String(await client.sendCommand(['INFO', 'replication'])).includes('link_status:up'),
    complaint,
  )
  client.destroy()
  return replica
}

function startSentinel(primaryPort: string): Promise<PrivateServer> {
  return startOwnServer({
    name: 'redis',
    commands: ({ port, folder, program }) => {
      const file = join(folder, 'sentinel.conf')
      const lines = [
        `port ${port}`,
        'bind 127.0.0.1',
        `dir ${folder}`,
        `sentinel monitor ${name} 127.0.0.1 ${primaryPort} 2`,
        `sentinel down-after-milliseconds ${name} 1000`,
        `sentinel failover-timeout ${name} 3000`,
      ]
      writeFileSync(file, `${lines.join('\n')}\n`)
      // A sentinel writes into its file what it learns, whoever it runs as.
      chmodSync(file, 0o666)
      return [[program('redis-server'), file, '--sentinel']]
    },
    ready: 'monitor master',
    url: (port) => `redis://127.0.0.1:${port}`,
  })
}

async function othersKnownTo(url: string): Promise<number> {
  const client = await createClient({ url }).connect()
  const found = await client.sendCommand(['SENTINEL', 'SENTINELS', name])
  client.destroy()
  return Array.isArray(found) ? found.length : 0
}
