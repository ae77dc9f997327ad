import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startDurableMariadb } from '../servers/mariadb.ts'
import { startDurablePostgres } from '../servers/postgres.ts'
import { startDurableRedis } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import type { PrivateServer } from '../servers/start.ts'
import { type Disk, ownDisk } from './disk.ts'

/** A fault of the database, from its beginning to its end. */
export interface Fault {
  readonly name: string
  /** Whether the store may lose by it what it acknowledged in the last moment before: replicas had not heard of it. */
  readonly mayLose?: boolean
  happen(): Promise<void>
}

/** A store under fire: where it is, and what can go wrong with it. */
export interface Stage {
  readonly url: string
  readonly faults: readonly Fault[]
  /** Faults that this machine cannot have, and why. */
  readonly leftOut?: readonly string[]
  stop(): Promise<void>
}

/** Milliseconds. Longer than the app waits for the store. */
const outage = 1_300

/** By name: what can be set on fire. */
export const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  async sqlite() {
    const disk = ownDisk()
    const folder = disk?.folder ?? mkdtempSync(join(tmpdir(), 'sojourn-chaos-'))
    return {
      url: `sqlite:${join(folder, 'sessions.db')}`,
      // Its processes are the app's own, which are killed anyway.
      faults: disk === undefined ? [] : [fullDisk(disk)],
      leftOut: disk === undefined ? ['a full disk: this user may mount none'] : [],
      async stop() {
        disk?.remove()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
  redis: async () => ofServer(await startDurableRedis()),
  postgres: async () => ofServer(await startDurablePostgres()),
  mariadb: async () => ofServer(await startDurableMariadb()),
  async 'redis-cluster'() {
    const { urls, nodes, stop } = await startRedisCluster()
    const [primary] = nodes
    const faults = primary === undefined ? [] : [failover(primary)]
    return { url: `redis-cluster:${urls.join(',')}`, faults, stop }
  },
}

function ofServer({ url, control, stop }: PrivateServer): Stage {
  return { url, stop, faults: [crash(control), freeze(control)] }
}

function fullDisk({ fill, free }: Disk): Fault {
  return {
    name: 'the disk is full for a while',
    async happen() {
      fill()
      await delay(outage)
      free()
    },
  }
}

function crash({ kill, start }: PrivateServer['control']): Fault {
  return {
    name: 'the database is killed and started again',
    async happen() {
      await kill()
      await delay(outage / 2)
      await start()
    },
  }
}

function freeze({ freeze, wake }: PrivateServer['control']): Fault {
  return {
    name: 'the database is frozen for a while',
    async happen() {
      await freeze()
      await delay(outage)
      await wake()
    },
  }
}

/** Replication is asynchronous: what a primary acknowledged and no replica has heard of dies with it. */
function failover({ control }: PrivateServer): Fault {
  return {
    name: 'a primary is killed, its replica takes over, and it comes back as a replica',
    mayLose: true,
    async happen() {
      await control.kill()
      await delay(3 * outage)
      await control.start()
      await delay(outage)
    },
  }
}
