import { createClient } from 'redis'
import { freePort } from '../free-port.ts'
import { syncAtOnce } from './redis.ts'
import { type PrivateServer, startOwnServer } from './start.ts'
import { until } from './until.ts'

/** Three primaries, each with a replica. */
export interface RedisCluster {
  /** The URLs of all nodes, the primaries first; the replica of the first is the fourth. */
  readonly urls: readonly string[]
  readonly nodes: readonly PrivateServer[]
  stop(): Promise<void>
}

const slots = 16_384
const primaries = 3
const complaint = 'the nodes of the Redis cluster did not find each other'

/** A cluster of one's own, in which a replica takes over about a second after its primary fell silent. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: 2 * primaries }, startNode))
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    await join(nodes.map(({ url }) => url))
    return { urls: nodes.map(({ url }) => url), nodes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startNode(): Promise<PrivateServer> {
  const busPort = await freePort()
  return startOwnServer({
    name: 'redis',
    commands: ({ port, folder, program }) => [
      [
        program('redis-server'),
        '--bind',
        '127.0.0.1',
        '--port',
        `${port}`,
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'yes',
        '--appendfsync',
        'always',
        ...syncAtOnce,
        '--cluster-enabled',
        'yes',
        '--cluster-port',
        `${busPort}`,
        '--cluster-node-timeout',
        '1000',
        '--cluster-replica-validity-factor',
        '0',
      ],
    ],
    ready: 'ready to accept connections',
    url: (port) => `redis://127.0.0.1:${port}`,
  })
}

/** Gives the first nodes the slots, and each of the others one of them to follow. */
async function join(urls: readonly string[]): Promise<void> {
  const clients = await Promise.all(urls.map((url) => createClient({ url }).connect()))
  try {
    const tell = (index: number, ...args: string[]): Promise<unknown> =>
      clients[index]?.sendCommand(['CLUSTER', ...args]) ?? Promise.reject(new Error('no such node'))
    const each = Math.ceil(slots / primaries)
    for (let index = 0; index < primaries; index += 1) {
      const last = Math.min((index + 1) * each, slots) - 1
      await tell(index, 'ADDSLOTSRANGE', `${index * each}`, `${last}`)
      await tell(index, 'SET-CONFIG-EPOCH', `${index + 1}`)
    }
    for (const [index, url] of urls.entries()) {
      if (index > 0)
        await tell(0, 'MEET', '127.0.0.1', new URL(url).port, busPortOf(await infoOf(clients[index])))
    }
    const ids = await Promise.all(urls.map(async (_, index) => String(await tell(index, 'MYID'))))
    for (let index = primaries; index < urls.length; index += 1) {
      // A node follows one that it has heard of.
      await until(
        async () => String(await tell(index, 'NODES')).includes(ids[index - primaries] ?? '?'),
        complaint,
      )
      await tell(index, 'REPLICATE', ids[index - primaries] ?? '')
    }
    await until(async () => {
      const infos = await Promise.all(urls.map((_, index) => tell(index, 'INFO')))
      const nodes = String(await tell(0, 'NODES'))
      const replicas = nodes
        .split('\n')
        .filter((line) => line.includes('slave') && line.includes('connected'))
      return infos.every((info) => String(info).includes('cluster_state:ok')) && replicas.length === primaries
    }, complaint)
  } finally {
    for (const client of clients) client.destroy()
  }
}

async function infoOf(
  client: { sendCommand(args: string[]): Promise<unknown> } | undefined,
): Promise<string> {
  return String(await client?.sendCommand(['CLUSTER', 'NODES']))
}

/** `id 127.0.0.1:port@busPort myself,…` */
function busPortOf(nodes: string): string {
  return /@(\d+)\S* myself/.exec(nodes)?.[1] ?? ''
}
