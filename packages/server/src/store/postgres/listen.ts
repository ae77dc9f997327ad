import { type Clock, systemClock, withDeadline } from '../../clock.ts'
import type { Source } from '../sql/ends.ts'
import { has, type Method } from '../sql/shape.ts'
import type { KnownClient } from './clients.ts'

/** Hears what is notified on the channel; `undefined` after the connection was lost and is back: something may be missed. */
type Hear = (payload: string | undefined) => void

/** How long to wait before connecting again. */
const pause = 1_000

/** How often the connection is tried, and how long its answer may take: a network may drop it without a word. Machine's time. */
const trialEvery = 30_000
const trialTimeout = 10_000

/** Listens on a connection of its own, where the driver has one. `postgres` and PGlite do this by themselves. */
export function listen(known: KnownClient, channel: string, clock: Clock, hear: Hear): Source {
  if (known.driver === 'pg') return listenByPg(known.client, channel, clock, hear)
  if (known.driver === 'postgres') return listenBySql(known.client, channel, hear)
  return listenByPglite(known.client, channel, hear)
}

function listenBySql(sql: Record<'listen', Method>, channel: string, hear: Hear): Source {
  let isOver = false
  let times = 0
  const onListening = () => {
    times += 1
    if (times > 1 && !isOver) hear(undefined)
  }
  const onNotify = (payload: unknown) => {
    if (!isOver) hear(String(payload))
  }
  const started = Promise.resolve(sql.listen(channel, onNotify, onListening))
  return {
    started: started.then(() => {}),
    stop() {
      isOver = true
      started.then((listening) => has(listening, 'unlisten') && listening.unlisten()).catch(() => {})
    },
  }
}

function listenByPglite(client: Record<'listen', Method>, channel: string, hear: Hear): Source {
  const started = Promise.resolve(client.listen(`"${channel}"`, (payload: unknown) => hear(String(payload))))
  return {
    started: started.then(() => {}),
    stop() {
      started.then((unlisten) => typeof unlisten === 'function' && unlisten()).catch(() => {})
    },
  }
}

interface Connection {
  query(text: string): Promise<unknown>
  /** Never rejects. */
  end(): void
}

function listenByPg(
  client: Record<'query' | 'connect', Method>,
  channel: string,
  clock: Clock,
  hear: Hear,
): Source {
  let isOver = false
  let connection: Connection | undefined
  let stopTimer = (): void => {}

  async function connect(): Promise<void> {
    const lost = (): void => {
      if (connection === undefined || connection !== mine) return
      forget()
      again()
    }
    let mine: Connection | undefined
    mine = await open(client, hear, () => lost())
    try {
      await mine.query(`LISTEN "${channel}"`)
    } catch (error) {
      mine.end()
      throw error
    }
    if (isOver) return mine.end()
    connection = mine
    tryLater()
  }

  function forget(): void {
    stopTimer()
    connection?.end()
    connection = undefined
  }

  function again(): void {
    if (isOver) return
    stopTimer = clock.after(pause, () => {
      connect().then(() => !isOver && hear(undefined), again)
    })
  }

  function tryLater(): void {
    stopTimer = systemClock.after(trialEvery, () => {
      const tried = connection
      if (tried === undefined) return
      withDeadline(tried.query('SELECT 1'), trialTimeout, systemClock, () => new Error('no answer')).then(
        () => tried === connection && tryLater(),
        () => {
          if (tried !== connection) return
          forget()
          again()
        },
      )
    })
  }

  return {
    started: connect(),
    stop() {
      isOver = true
      forget()
    },
  }
}

/** A connection beside those of the pool; a lone client listens itself, and cannot connect again once it is lost. */
async function open(
  client: Record<'query' | 'connect', Method>,
  hear: Hear,
  onLost: () => void,
): Promise<Connection> {
  const Client: unknown = Reflect.get(client, 'Client')
  const isPool = typeof Client === 'function'
  const listener: unknown = isPool ? Reflect.construct(Client, [Reflect.get(client, 'options')]) : client
  if (!has(listener, 'query', 'connect', 'end', 'on', 'removeListener'))
    throw new TypeError('the client of pg has no events')
  const onNotification = (message: unknown) => {
    if (has(message) && Reflect.get(message, 'payload') !== undefined)
      hear(String(Reflect.get(message, 'payload')))
  }
  listener.on('notification', onNotification)
  listener.on('error', onLost)
  listener.on('end', onLost)
  if (isPool) await listener.connect()
  return {
    query: async (text) => listener.query(text),
    end() {
      listener.removeListener('notification', onNotification)
      if (isPool) Promise.resolve(listener.end()).catch(() => {})
    },
  }
}
