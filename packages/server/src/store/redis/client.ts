import { SessionError } from '../../errors.ts'

/** One function is enough: it sends a command, such as `['GET', 'key']`, and resolves with the reply. */
export type SendCommand = (args: string[]) => PromiseLike<unknown>

/**
 * A client of node-redis (`createClient`, `createClientPool`, `createCluster`, `createSentinel`) or ioredis (`Redis`,
 * `Cluster`), or a function that sends a command. Clients are recognised by what they can do.
 */
export type RedisClientLike = SendCommand | object

/** What the store needs of a client. */
export interface RedisConnection {
  /** Sends a command about that key, to the node that holds it. */
  send(key: string, args: string[]): PromiseLike<unknown>
  /** Every node that holds keys, as a way to send commands to it. */
  nodes(): Promise<readonly SendCommand[]>
  /** How to listen to a channel; `undefined`: this client cannot. */
  readonly subscribe: Subscribe | undefined
}

/**
 * Listens on a connection of its own. `isSharded`: by `SSUBSCRIBE`. `onReconnect` is called when the connection was lost and
 * is there again. Resolves, once it listens, with what ends it.
 */
export type Subscribe = (
  channel: string,
  isSharded: boolean,
  onMessage: (message: string) => void,
  onReconnect: () => void,
) => Promise<() => void>

/** Throws `option-invalid` for what is no client. */
export function toConnection(client: RedisClientLike): RedisConnection {
  if (typeof client === 'function' && !has(client, 'call', 'sendCommand')) {
    const send: SendCommand = (args) => Reflect.apply(client, undefined, [args])
    return { send: (_key, args) => send(args), nodes: async () => [send], subscribe: undefined }
  }
  if (typeof client === 'object' && client !== null) {
    if (has(client, 'call', 'duplicate')) return ofIoredis(client)
    if (has(client, 'sendCommand', 'duplicate')) return ofNodeRedis(client)
    // A pool has connections enough, and no way to make another.
    if (has(client, 'sendCommand', 'execute')) return ofPool(client)
  }
  throw new SessionError(
    'option-invalid',
    `redisStore: the client has to be one of node-redis or ioredis, or a function that sends a command, got ${typeof client}. ` +
      'Write `redisStore(createClient({ url }))`, or `redisStore((args) => client.sendCommand(args))`.',
  )
}

function ofPool(client: object): RedisConnection {
  const send: SendCommand = (args) => ask(client, 'sendCommand', args)
  return { send: (_key, args) => send(args), nodes: async () => [send], subscribe: undefined }
}

function ofNodeRedis(client: object): RedisConnection {
  const subscribe: Subscribe = async (channel, isSharded, onMessage, onReconnect) => {
    const own = toObject(call(client, 'duplicate'))
    // Without a listener an error would end the process; the client connects again by itself.
    call(own, 'on', 'error', () => {})
    let isReady = false
    call(own, 'on', 'ready', () => {
      if (isReady) onReconnect()
      isReady = true
    })
    await call(own, 'connect')
    isReady = true
    await call(own, isSharded ? 'sSubscribe' : 'subscribe', channel, (message: unknown) =>
      onMessage(String(message)),
    )
    return () => void call(own, 'destroy')
  }
  if (has(client, 'nodeClient')) {
    return {
      send: (key, args) => ask(client, 'sendCommand', key, false, args),
      nodes: () => ofMasters(client),
      subscribe,
    }
  }
  const isSentinel = has(client, 'getMasterNode')
  const send: SendCommand = (args) =>
    isSentinel ? ask(client, 'sendCommand', false, args) : ask(client, 'sendCommand', args)
  return { send: (_key, args) => send(args), nodes: async () => [send], subscribe }
}

async function ofMasters(cluster: object): Promise<SendCommand[]> {
  const masters: unknown = Reflect.get(cluster, 'masters')
  if (!Array.isArray(masters)) return []
  const clients = await Promise.all(masters.map((node: unknown) => call(cluster, 'nodeClient', node)))
  return clients.map((found) => {
    const client = toObject(found)
    return (args) => ask(client, 'sendCommand', args)
  })
}

function ofIoredis(client: object): RedisConnection {
  const isCluster = Reflect.get(client, 'isCluster') === true
  const sendBy = (node: object): SendCommand => {
    return ([name, ...args]) => ask(node, 'call', name, args)
  }
  const send = sendBy(client)
  return {
    send: (_key, args) => send(args),
    nodes: async () => {
      if (!isCluster) return [send]
      const masters = call(client, 'nodes', 'master')
      return Array.isArray(masters) ? masters.map((node: unknown) => sendBy(toObject(node))) : []
    },
    async subscribe(channel, isSharded, onMessage, onReconnect) {
      // Nobody sees how the client was made: what it needs to subscribe is said again.
      const own = toObject(
        isCluster
          ? call(client, 'duplicate', [], isSharded ? { shardedSubscribers: true } : {})
          : call(client, 'duplicate', { lazyConnect: false }),
      )
      call(own, 'on', 'error', () => {})
      let isListening = false
      call(own, 'on', 'ready', () => {
        if (isListening) onReconnect()
      })
      call(own, 'on', isSharded ? 'smessage' : 'message', (_channel: unknown, message: unknown) =>
        onMessage(String(message)),
      )
      await call(own, isSharded ? 'ssubscribe' : 'subscribe', channel)
      isListening = true
      return () => void call(own, 'disconnect')
    },
  }
}

function has(object: object, ...names: string[]): boolean {
  return names.every((name) => typeof Reflect.get(object, name) === 'function')
}

function call(object: object, name: string, ...args: unknown[]): unknown {
  const method: unknown = Reflect.get(object, name)
  if (typeof method !== 'function') throw new TypeError(`the Redis client has no method ${name}`)
  return Reflect.apply(method, object, args)
}

/** A call that answers with a promise, whatever the client makes of it. */
async function ask(object: object, name: string, ...args: unknown[]): Promise<unknown> {
  return call(object, name, ...args)
}

function toObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value
  throw new TypeError('the Redis client answered without a connection')
}
