import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startDurableRedis, startRedis } from '../scripts/servers/redis.ts'
import { startRedisCluster } from '../scripts/servers/redis-cluster.ts'
import { startRedisSentinels } from '../scripts/servers/redis-sentinel.ts'
import { startServer } from '../scripts/servers/start.ts'

const variable = 'TEST_REDIS_URL'

/** What the Redis at the URL answers to a PING; `undefined`: nobody listens. */
function ping(url: string): Promise<string | undefined> {
  return say(url, 'PING')
}

async function say(url: string, command: string): Promise<string | undefined> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  try {
    socket.write(`${command}\r\n`)
    const [answer] = await once(socket, 'data')
    return String(answer).trim()
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

function foldersOf(name: string): string[] {
  return readdirSync(tmpdir()).filter((folder) => folder.startsWith(`sojourn-${name}-`))
}

describe('a private server', { timeout: 30_000 }, () => {
  beforeEach(() => {
    vi.stubEnv(variable, '')
  })

  afterEach(() => {
    vi.unstubAllEnvs()
    vi.resetModules()
  })

  test('takes connections once it is started, and leaves nothing when it is stopped', async () => {
    const before = foldersOf('redis')
    const { url, stop } = await startRedis()
    expect(url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/)
    expect(await ping(url)).toBe('+PONG')
    const [folder] = foldersOf('redis').filter((name) => !before.includes(name))
    expect(folder).toBeDefined()
    await stop()
    expect(await ping(url)).toBeUndefined()
    expect(foldersOf('redis')).not.toContain(folder)
  })

  test('ends with the process that started it, however that ends', async () => {
    const parent = spawn(process.execPath, [fileURLToPath(new URL('servers/parent.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(parent.stdout, 'data')
    const url = String(line).trim()
    expect(await ping(url)).toBe('+PONG')
    parent.kill('SIGKILL')
    await vi.waitFor(async () => expect(await ping(url)).toBeUndefined(), { timeout: 10_000 })
  })

  test('is not started where the variable names another, which is not stopped either', async () => {
    const { url, stop } = await startRedis()
    vi.stubEnv(variable, url)
    const named = await startRedis()
    expect(named.url).toBe(url)
    await named.stop()
    expect(await ping(url)).toBe('+PONG')
    await stop()
  })

  test('that cannot be had says what to install and which variable to set', async () => {
    vi.doMock(import('../scripts/servers/programs.js'), async (importOriginal) => ({
      ...(await importOriginal()),
      isAvailable: () => false,
    }))
    vi.resetModules()
    const { startRedis } = await import('../scripts/servers/redis.ts')
    await expect(startRedis()).rejects.toThrow(/apt-get install redis-server.*TEST_REDIS_URL/)
    vi.doUnmock('../scripts/servers/programs.js')
  })

  test('goes on while this process is busy, however much it says', async () => {
    let sign = ''
    const { stop } = await startServer({
      name: 'redis',
      commands({ folder }) {
        sign = join(folder, 'sign')
        return [['sh', '-c', 'echo ready to go; head -c 1000000 /dev/zero; touch sign; exec sleep 60']]
      },
      ready: 'ready to go',
      url: () => '',
    })
    for (let left = 100; left > 0 && !existsSync(sign); left -= 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
    expect(existsSync(sign)).toBe(true)
    await stop()
  })

  test('that ends before it is ready says why', async () => {
    const started = startServer({
      name: 'redis',
      commands: () => [['sh', '-c', 'echo the disk is full; exit 3']],
      ready: 'ready to go',
      url: () => '',
    })
    await expect(started).rejects.toThrow(/the disk is full\nsh ended with 3/)
  })

  test('that is killed and started again has its data, and one that is frozen answers when it wakes', async () => {
    const { url, control, stop } = await startDurableRedis()
    expect(await say(url, 'SET kept yes')).toBe('+OK')
    await control.kill()
    expect(await ping(url)).toBeUndefined()
    await control.start()
    expect(await say(url, 'GET kept')).toBe('$3\r\nyes')
    await control.freeze()
    const answer = ping(url)
    await control.wake()
    expect(await answer).toBe('+PONG')
    // A frozen one ends, too.
    await control.freeze()
    await stop()
    expect(await ping(url)).toBeUndefined()
  })
})

test('a cluster has three primaries with a replica each', { timeout: 40_000 }, async () => {
  const { urls, stop } = await startRedisCluster()
  try {
    const nodes = await say(urls[5] ?? '', 'CLUSTER NODES')
    expect(nodes?.match(/\bmaster\b/g)).toHaveLength(3)
    expect(nodes?.match(/\bslave\b/g)).toHaveLength(3)
  } finally {
    await stop()
  }
})

test('a Sentinel set has a primary, a replica that refuses writes, and three that watch', {
  timeout: 40_000,
}, async () => {
  const { primary, replica, sentinels, stop } = await startRedisSentinels()
  try {
    expect(sentinels).toHaveLength(3)
    expect(await say(primary.url, 'SET a b')).toBe('+OK')
    expect(await say(replica.url, 'SET a b')).toMatch(/^-READONLY/)
  } finally {
    await stop()
  }
})
