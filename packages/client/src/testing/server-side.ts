import { announcementHeader, type NoneReason, type SessionView } from '@sojourn/contract'

/** How long a session lasts: the server's options of the same names, in milliseconds. */
export interface StayTimes {
  /** Milliseconds after the last touch at which the session ends. Default 30 minutes. */
  readonly idleTimeout?: number
  /** Milliseconds after its begin at which the session ends despite touches; `null` for never. Default 24 hours. */
  readonly absoluteTimeout?: number | null
  /** Minimum milliseconds between two renewals by activity. Default: 60 seconds or a tenth of the idle timeout, whichever is less. */
  readonly renewEvery?: number
}

/** One browser's session as its server knows it. */
export interface ServerSide<Data> {
  view(): SessionView<Data>
  begin(data: Data | undefined): void
  /** Changes the data of the session. Returns whether there is one. */
  write(data: Data): boolean
  /** Renews the idle timeout of a live session. */
  touch(): SessionView<Data>
  /** Does what a request to the app itself does: renews the session if due. Returns the headers that announce it. */
  visit(): Record<string, string>
  /** Ends the session. The reason is told until another one begins. Returns whether there was a session. */
  end(reason?: NoneReason): boolean
  /** Sets the server's clock ahead of the true time by `milliseconds`. */
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

/** Creates a server without a session. `now` is the true time: the skew changes the times that the server tells, not what remains. */
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
      // Clients remember the ids of ended sessions, even after a reload, so no id may come twice.
      const id = `stay-${Math.random().toString(36).slice(2)}`
      stay = { id, data, createdAt: now(), expiresAt: expiresAt(endsAt), endsAt, version: 1 }
      reason = undefined
    },
    write(data) {
      const current = live()
      // The server compares before it writes: equal data are no change.
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

/** The headers by which a server with the option `announce` tells of a renewed session, or of none. */
export function announcementOf(view: SessionView): Record<string, string> {
  const said = view.status === 'active' ? `active; id=${view.id}; max-age=${view.maxAge}` : 'none'
  return { [announcementHeader]: said }
}
