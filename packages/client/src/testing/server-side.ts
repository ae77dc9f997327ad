import { announcementHeader, type NoneReason, type SessionView } from '@sojourn/contract'

/** How long a stay lasts, as the server's options of the same names. Milliseconds. */
export interface StayTimes {
  /** A stay ends this long after the last touch. Default 30 minutes. */
  readonly idleTimeout?: number
  /** A stay ends this long after it began; `null`: never. Default 24 hours. */
  readonly absoluteTimeout?: number | null
  /** How long a renewal counts as fresh. Default: the smaller of 60 s and a tenth of the idle timeout. */
  readonly renewEvery?: number
}

/** One browser's session as its server knows it. */
export interface ServerSide<Data> {
  view(): SessionView<Data>
  begin(data: Data | undefined): void
  /** Other data in the same stay; whether there is one. */
  write(data: Data): boolean
  /** Renews the idle timeout; never brings a stay back. */
  touch(): SessionView<Data>
  /** What a request to the app itself does: renews what is due. Answers the headers that announce it. */
  visit(): Record<string, string>
  /** No session from now on. A reason is told until another one begins. Whether there was one. */
  end(reason?: NoneReason): boolean
  /** Sets the server's clock `milliseconds` before the true one. */
  skew(milliseconds: number): void
}

interface StoredSession<Data> {
  readonly id: string
  readonly data: Data | undefined
  readonly createdAt: number
  readonly expiresAt: number
  readonly endsAt: number | null
  readonly version: number
}

const minute = 60_000

/** Begins without a session. `now` is the true time: what the server says is off by its skew, what is left never is. */
export function createServerSide<Data>(times: StayTimes, now: () => number): ServerSide<Data> {
  const { idleTimeout = 30 * minute, absoluteTimeout = 24 * 60 * minute } = times
  const { renewEvery = Math.min(minute, idleTimeout / 10) } = times
  let stay: StoredSession<Data> | undefined
  let reason: NoneReason | undefined
  let offset = 0

  const live = (): StoredSession<Data> | undefined => (stay && now() < stay.expiresAt ? stay : undefined)
  const expiresAt = (endsAt: number | null): number =>
    Math.min(now() + idleTimeout, endsAt ?? Number.POSITIVE_INFINITY)

  function view(): SessionView<Data> {
    const said = now() + offset
    const current = live()
    if (!current) return { status: 'none', now: said, ...(reason && { reason }) }
    const { data, endsAt, ...rest } = current
    return {
      status: 'active',
      ...rest,
      ...(data !== undefined && { data }),
      createdAt: current.createdAt + offset,
      expiresAt: current.expiresAt + offset,
      endsAt: endsAt === null ? null : endsAt + offset,
      maxAge: current.expiresAt - now(),
      originalMaxAge: idleTimeout,
      renewEvery,
      now: said,
    }
  }
  function touch(): SessionView<Data> {
    const current = live()
    if (current) stay = { ...current, expiresAt: expiresAt(current.endsAt), version: current.version + 1 }
    return view()
  }
  return {
    view,
    touch,
    begin(data) {
      const endsAt = absoluteTimeout === null ? null : now() + absoluteTimeout
      // A client remembers by its name which stay has ended, beyond a reload: no name comes twice.
      const id = `stay-${Math.random().toString(36).slice(2)}`
      stay = { id, data, createdAt: now(), expiresAt: expiresAt(endsAt), endsAt, version: 1 }
      reason = undefined
    },
    write(data) {
      const current = live()
      // As a server that compares before it writes: what says the same is no change.
      if (current && JSON.stringify(data) !== JSON.stringify(current.data))
        stay = { ...current, data, version: current.version + 1 }
      return current !== undefined
    },
    visit() {
      const current = live()
      if (!current) return { [announcementHeader]: 'none' }
      const isEndFixed = current.expiresAt === current.endsAt
      if (isEndFixed || now() - (current.expiresAt - idleTimeout) < renewEvery) return {}
      return announcementOf(touch())
    },
    end(because) {
      const wasThere = live() !== undefined
      stay = undefined
      if (wasThere) reason = because
      return wasThere
    },
    skew(milliseconds) {
      offset = milliseconds
    },
  }
}

/** What a server with the option `announce` says of a stay that was renewed, or of none. */
export function announcementOf(view: SessionView): Record<string, string> {
  const said = view.status === 'active' ? `active; id=${view.id}; max-age=${view.maxAge}` : 'none'
  return { [announcementHeader]: said }
}
