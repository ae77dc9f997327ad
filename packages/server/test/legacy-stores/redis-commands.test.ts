import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { afterAll, describe, expect, test } from 'vitest'
import { startRedis } from '../../../../scripts/servers/redis.ts'
import { hour, minute } from '../durations.ts'
import { useServer } from '../use-server.ts'
import { startApp } from './app.ts'
import { newPlace } from './backend.ts'
import { type Host, withDropIn, withExpressSession } from './hosts.ts'
import { dropInSession } from './session-module.ts'

const serverUrl = useServer(startRedis)

const closing: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closing.splice(0)) await close()
})

const withTouchAfter: Host = {
  ...withDropIn,
  middleware: (store) =>
    dropInSession({
      secret: 'a secret for tests, long enough to sign with',
      cookie: { maxAge: hour },
      resave: false,
      saveUninitialized: false,
      sojourn: { touchAfter: minute },
      store,
    }),
}

/** How often each command is sent to Redis while one browser visits these paths, one after another. */
async function commandsOf(host: Host, paths: readonly string[]): Promise<Record<string, number>> {
  const sent: Record<string, number> = {}
  const app = await startApp(
    host,
    {
      async open(_session, place) {
        const client = await createClient({ url: serverUrl() }).connect()
        const counted = new Proxy(client, {
          get(target, name) {
            const member: unknown = Reflect.get(target, name)
            if (typeof member !== 'function') return member
            return (...args: unknown[]) => {
              sent[String(name)] = (sent[String(name)] ?? 0) + 1
              return Reflect.apply(member, target, args)
            }
          },
        })
        return {
          store: new RedisStore({ client: counted, prefix: `${place}:` }),
          close: () => client.close(),
        }
      },
    },
    newPlace(),
  )
  closing.push(app.close)
  const browser = { cookie: '' }
  for (const path of paths) expect(await app.visit(browser, path)).toMatchObject({ status: 200 })
  return sent
}

const day = [
  '/look',
  '/set/a',
  '/look',
  '/look',
  '/set/b',
  '/set/b',
  '/look',
  '/touch',
  '/look',
  '/sign-out',
  '/look',
]
const visitor = ['/look', '/look', '/look']

describe('Redis hears from the drop-in', () => {
  test.each([
    ['a whole day of a user', ['/sign-in/ann', ...day]],
    ['a visitor who stores nothing', visitor],
    ['nothing but reading', ['/sign-in/ann', '/look', '/look', '/look', '/look']],
    ['nothing but writing', ['/sign-in/ann', '/set/a', '/set/b', '/set/c', '/set/d']],
  ])('as often as from express-session: %s', async (_name, paths) => {
    expect(await commandsOf(withDropIn, paths)).toEqual(await commandsOf(withExpressSession, paths))
  })

  test('less, where the app asks for fewer touches', async () => {
    const paths = ['/sign-in/ann', '/look', '/look', '/look', '/look']
    expect(await commandsOf(withExpressSession, paths)).toEqual({ set: 1, get: 4, expire: 4 })
    expect(await commandsOf(withTouchAfter, paths)).toEqual({ set: 1, get: 4 })
  })
})
