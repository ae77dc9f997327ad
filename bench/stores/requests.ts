import { setTimeout as delay } from 'node:timers/promises'
import { dataOf } from '../data.ts'

/** A request's session, whatever keeps it. */
export interface Kept {
  readonly data: object
  touch(): void
  /** Gives the session a new ID, as a sign-in should. Answers the session to go on with. */
  renew(): Promise<Kept>
  end(): Promise<void>
  /** Keeps the changes, where that does not happen by itself. */
  save(): Promise<void>
}

/** Long enough that requests sent together have all read before the first of them writes. */
const overlap = 5
const { name } = dataOf(136)

/** What every app does at an address, and answers. */
export async function act(url: URL, open: () => Kept | Promise<Kept>): Promise<string> {
  if (url.pathname === '/untouched') return 'ok'
  const kept = await open()
  const { data } = kept
  switch (url.pathname) {
    case '/read':
    case '/touch':
      if (Reflect.get(data, 'name') !== name) throw new Error('The session holds something else.')
      if (url.pathname === '/touch') kept.touch()
      return 'ok'
    case '/write':
      Object.assign(data, { views: Number(Reflect.get(data, 'views')) + 1 })
      break
    case '/new':
      Object.assign(data, dataOfSize(Number(url.searchParams.get('size'))))
      break
    case '/sign-in': {
      const fresh = await kept.renew()
      Object.assign(fresh.data, { user: url.searchParams.get('user') ?? crypto.randomUUID() })
      await fresh.save()
      return 'ok'
    }
    case '/sign-out':
      await kept.end()
      return 'ok'
    case '/set':
      await delay(overlap)
      Reflect.set(data, url.searchParams.get('key') ?? '', true)
      break
    case '/keys':
      return Object.keys(data).join()
    default:
      throw new Error(`Nothing is at ${url.pathname}.`)
  }
  await kept.save()
  return 'ok'
}

/** Data of so many bytes, few or many. */
function dataOfSize(size: number): object {
  const least = { name, views: 0, note: '' }
  return size >= 136 ? dataOf(size) : { ...least, note: '.'.repeat(size - JSON.stringify(least).length) }
}
