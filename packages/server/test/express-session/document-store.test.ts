import { describe, expect, test } from 'vitest'
import { Store } from '../../src/express-session/index.ts'
import { copyOf } from '../../src/session/json.ts'
import { Browser, type Handler, modules, recommended, serve } from './app.ts'

type Data = Record<string, unknown>

/** As a document database hands one out. */
class ObjectId {
  readonly hex: string
  constructor(hex: string) {
    this.hex = hex
  }
  toJSON(): string {
    return this.hex
  }
}

/** A store that keeps documents and no text: Dates, bytes and IDs come back as what they are. */
class DocumentStore extends Store {
  readonly documents = new Map<string, Data>()
  readonly touched: Data[] = []

  get(sid: string, callback: (error: unknown, session?: never) => void): void {
    setImmediate(callback, null, copyOf(this.documents.get(sid)) as never)
  }
  set(sid: string, session: object, callback: () => void = () => {}): void {
    this.documents.set(sid, toDocument(session))
    setImmediate(callback)
  }
  destroy(sid: string, callback: () => void = () => {}): void {
    this.documents.delete(sid)
    setImmediate(callback)
  }
  override touch(sid: string, session: object, callback: () => void = () => {}): void {
    const document = this.documents.get(sid)
    this.touched.push(toDocument(session))
    // As some stores do that have no other way.
    if (document !== undefined) this.documents.set(sid, toDocument(session))
    setImmediate(callback)
  }
}

function toDocument(session: object): Data {
  const { cookie, ...data } = { ...session } as { cookie: { toJSON(): object } }
  return { ...copyOf(data), cookie: cookie.toJSON() }
}

const values = () => ({
  at: new Date(5),
  oid: new ObjectId('a1'),
  bytes: Buffer.from('x'),
  deep: { at: new Date(6), log: [new Date(7), { by: new ObjectId('b2') }] },
})

/** An app with one browser; `between` runs while a request to `/slow` has read its session. */
async function open(handlers: Record<string, Handler>, reread: 'changed' | 'always' = 'changed') {
  const store = new DocumentStore()
  const seen: Data[] = []
  let between = async (): Promise<unknown> => undefined
  const options = { ...recommended, store, sojourn: { reread }, reread }
  const port = await serve(modules['@sojourn/server/express-session'](options), {
    '/begin': ({ session }, response) => {
      Object.assign(session, values())
      response.end()
    },
    '/slow': async (request, response, next) => {
      await between()
      await handlers['/slow']?.(request, response, next)
      response.end()
    },
    '/other': ({ session }, response) => {
      Object.assign(session.deep ?? {}, { other: new Date(9) })
      session.other = 1
      response.end()
    },
    '/look': ({ session }, response) => {
      const { cookie: _, ...data } = session
      seen.push(data)
      response.end()
    },
  })
  const browser = new Browser(port)
  await browser.get('/begin')
  between = () => browser.get('/other')
  await browser.get('/slow')
  await browser.get('/look')
  const [document] = store.documents.values()
  const { cookie: _, ...stored } = document ?? {}
  return { store, stored, seen: seen[0] }
}

describe.each(['changed', 'always'] as const)(
  'with reread: %s, a merge keeps what JSON does not know',
  (reread) => {
    const other = { other: 1, deep: { ...values().deep, other: new Date(9) } }

    test('where the requests changed different keys', async () => {
      const { stored, seen } = await open(
        { '/slow': ({ session }) => Object.assign(session, { mine: new Date(10) }) },
        reread,
      )
      expect(stored).toEqual({ ...values(), ...other, mine: new Date(10) })
      expect(seen).toEqual(stored)
    })

    test('where both changed one object', async () => {
      const slow: Handler = ({ session }) => {
        const deep = Object(session.deep)
        deep.mine = new ObjectId('c3')
        deep.log.push(new Date(11))
      }
      const { stored } = await open({ '/slow': slow }, reread)
      expect(stored).toEqual({
        ...values(),
        other: 1,
        deep: {
          at: new Date(6),
          log: [...values().deep.log, new Date(11)],
          other: new Date(9),
          mine: new ObjectId('c3'),
        },
      })
    })

    test('where the handler saves, and goes on', async () => {
      const slow: Handler = async ({ session }) => {
        session.mine = new Date(10)
        await new Promise((resolve) => session.save(resolve))
        Object(session.deep).log.push(new Date(11))
      }
      const { stored } = await open({ '/slow': slow }, reread)
      expect(stored).toEqual({
        ...values(),
        other: 1,
        mine: new Date(10),
        deep: { ...other.deep, log: [...values().deep.log, new Date(11)] },
      })
    })

    test('where the request only touches', async () => {
      const { store, stored } = await open({ '/slow': () => {} }, reread)
      expect(store.touched.length).toBeGreaterThan(0)
      expect(stored).toEqual({ ...values(), ...other })
    })
  },
)
