import { type Row, table } from '../report.ts'
import { spreadOf } from '../statistics.ts'
import {
  growing,
  type Kind,
  kinds,
  measuredPeers,
  type PeerName,
  peers,
  postgresUses,
  scalingPeers,
  uses,
} from './peers.ts'
import type {
  Bytes,
  Commands,
  Growth,
  LostWrites,
  PostgresCalls,
  RequestCost,
  Results,
  Scaling,
} from './results.ts'

/** How far the best round may lie above a target of time before it is a clear miss: the machine explains that much. */
const noise = 1.2

/** Commands that a request may take at most. */
const commandTargets: Partial<Record<PeerName, Partial<Record<Kind, number>>>> = {
  'sojourn-redis': { visitor: 0, read: 1, write: 2, new: 1, 'new-user': 2 },
  'sojourn-postgres': { visitor: 0, read: 1, write: 2 },
}

/**
 * A session in Redis, as a part of what it takes there with connect-redis, by bytes of data. `limit`: what the gate holds where
 * the target is missed; the table prints the miss.
 */
const byteTargets: ByteTargets = { 48: { target: 0.8, limit: 0.88 }, 136: { target: 0.97, limit: 0.97 } }

type ByteTargets = Readonly<Record<number, { readonly target: number; readonly limit: number }>>

const postgresTarget = 0.9
const growthTarget = 1.2

export function rowsOf(results: Results): Readonly<Record<string, readonly Row[]>> {
  const { processor, cores } = results.machine
  return {
    'Commands or statements per request': commandRows(results.commands),
    'Bytes of a session in Redis (MEMORY USAGE)': byteRows(
      results.redisBytes,
      'express-session-redis',
      byteTargets,
    ),
    'Bytes of a session in PostgreSQL, indexes included': byteRows(
      results.postgresBytes,
      'express-session-postgres',
      {},
    ),
    'CPU time per request over the framework alone, and requests per second': requestRows(results.requests),
    'Time per call of a store in PostgreSQL, 32 at once': postgresRows(results.postgresCalls),
    'Time per request as the sessions grow in number, 32 at once': growthRows(results.growth),
    [`Requests per second of several processes on ${cores} cores (${processor})`]: scalingRows(
      results.scaling,
    ),
    'Two requests at once write a key each, through two processes': lostRows(results.lostWrites),
  }
}

export function textOf(rows: ReturnType<typeof rowsOf>): string {
  return Object.entries(rows)
    .map(([title, found]) => table(title, found))
    .join('\n\n')
}

function commandRows(commands: readonly Commands[]): Row[] {
  const shown = [...new Set(commands.map(({ peer }) => peer))]
  return (Object.keys(kinds) as Kind[]).map((kind) => {
    const found = commands.filter((each) => each.kind === kind)
    const targets = shown.flatMap((peer) => {
      const target = commandTargets[peer]?.[kind]
      const count = found.find((each) => each.peer === peer)?.count ?? Number.NaN
      return target === undefined ? [] : [{ target, isMet: count <= target }]
    })
    const figures = shown.map((peer) => {
      const each = found.find((one) => one.peer === peer)
      return [peers[peer].name, `${each?.count}${each?.names ? ` (${each.names})` : ''}`]
    })
    const target = [...new Set(targets.map((each) => each.target))].join(' / ')
    return {
      name: kinds[kind].name,
      figures: { ...Object.fromEntries(figures), 'target (ours)': target && `≤ ${target}` },
      ...judge(
        targets.length > 0,
        targets.every(({ isMet }) => isMet),
      ),
    }
  })
}

function byteRows(found: readonly Bytes[], beside: PeerName, targets: ByteTargets): Row[] {
  return found.map(({ peer, dataSize, bytes }) => {
    const theirs =
      found.find((each) => each.peer === beside && each.dataSize === dataSize)?.bytes ?? Number.NaN
    const target = peer.startsWith('sojourn') ? targets[dataSize] : undefined
    return {
      name: `${peers[peer].name}, ${dataSize} B`,
      figures: {
        bytes: bytes.toFixed(0),
        [`of ${peers[beside].name}`]: (bytes / theirs).toFixed(3),
        target: target ? `≤ ${target.target}` : '',
      },
      verdict: target ? (bytes / theirs <= target.target ? 'PASS' : 'MISS') : '',
      isClearMiss: target !== undefined && bytes / theirs > target.limit,
    }
  })
}

function requestRows(costs: readonly RequestCost[]): Row[] {
  return uses.flatMap((use) =>
    measuredPeers.map((peer) => {
      const found = costs.filter((each) => each.peer === peer && each.use === use)
      const redis = found.flatMap(({ redisCpu }) => redisCpu ?? [])
      return {
        name: `${use}: ${peers[peer].name}`,
        figures: {
          'app µs': ranged(found.map(({ cpu }) => cpu)),
          'Redis µs': redis.length === 0 ? '' : ranged(redis),
          'requests/s': spreadOf(found.map(({ rate }) => rate)).median.toFixed(0),
        },
        verdict: '',
        isClearMiss: false,
      }
    }),
  )
}

function postgresRows(found: readonly PostgresCalls[]): Row[] {
  return postgresUses.map((use) => {
    const samples = found.filter((each) => each.use === use)
    const ratios = spreadOf(samples.map((each) => each.sojourn / each['connect-pg-simple']))
    return {
      name: use,
      figures: {
        'sojourn µs': ranged(samples.map(({ sojourn }) => sojourn)),
        'connect-pg-simple µs': ranged(samples.map((each) => each['connect-pg-simple'])),
        ratio: `${ratios.median.toFixed(2)} (${ratios.least.toFixed(2)} to ${ratios.most.toFixed(2)})`,
        target: `≤ ${postgresTarget}`,
      },
      verdict: ratios.median <= postgresTarget ? 'PASS' : 'MISS',
      isClearMiss: ratios.least > postgresTarget * noise,
    }
  })
}

function growthRows(growth: readonly Growth[]): Row[] {
  const sizes = [...new Set(growth.map(({ sessions }) => sessions))].sort((a, b) => a - b)
  const [few = 0, many = 0] = sizes
  return growing.flatMap((server) =>
    (['read', 'write'] as const).map((use) => {
      const of = (size: number): readonly number[] =>
        growth.filter((each) => each.server === server && each.sessions === size).map((each) => each[use])
      // Round by round: what the machine adds for a while, it adds to both.
      const fewer = of(few)
      const ratio = spreadOf(of(many).map((cost, round) => cost / (fewer[round] ?? Number.NaN)))
      return {
        name: `${use}, ${server}`,
        figures: {
          [`${few.toLocaleString('en')} sessions, µs`]: ranged(of(few)),
          [`${many.toLocaleString('en')} sessions, µs`]: ranged(of(many)),
          ratio: `${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)})`,
          target: `≤ ${growthTarget}`,
        },
        verdict: ratio.median <= growthTarget ? 'PASS' : 'MISS',
        isClearMiss: ratio.least > growthTarget * noise,
      }
    }),
  )
}

function scalingRows(scaling: readonly Scaling[]): Row[] {
  return scalingPeers.map((peer) => ({
    name: peers[peer].name,
    figures: Object.fromEntries(
      scaling
        .filter((each) => each.peer === peer)
        .map(({ processes, rate, refused }) => [
          `${processes} process${processes === 1 ? '' : 'es'}`,
          `${rate.toFixed(0)}${refused === 0 ? '' : ` (${refused} refused)`}`,
        ]),
    ),
    verdict: '',
    isClearMiss: false,
  }))
}

function lostRows(found: readonly LostWrites[]): Row[] {
  return found.map(({ peer, trials, lost }) => {
    // What is in the cookie alone has nothing to compare with.
    const isTarget = peer.startsWith('sojourn') && peers[peer].server !== 'cookie'
    return {
      name: peers[peer].name,
      figures: { trials: `${trials}`, 'lost a write': `${lost}`, target: isTarget ? '0' : '' },
      ...judge(isTarget, lost === 0),
    }
  })
}

function judge(hasTarget: boolean, isMet: boolean): Pick<Row, 'verdict' | 'isClearMiss'> {
  return { verdict: hasTarget ? (isMet ? 'PASS' : 'MISS') : '', isClearMiss: hasTarget && !isMet }
}

function ranged(values: readonly number[]): string {
  const { median, least, most } = spreadOf(values)
  return `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`
}
