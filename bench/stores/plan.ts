import { spreadOf } from '../statistics.ts'
import { type Kind, type PeerName, peers, scalingPeers, type Use } from './peers.ts'
import type { Results } from './results.ts'

/** What is to be served, and how full a machine may be. The rest is computed of what was measured. */
export const goal = {
  sessions: 100_000_000,
  requestsPerSecond: 1_000_000,
  /** Of a hundred requests, so many also write, and so many begin a session that has a subject. All others read. */
  writes: 10,
  signIns: 1,
  /** Where users are at home; the others take over when one is gone. */
  regions: 3,
  /** Memory of a Redis node, in bytes, and how much of it sessions may take: a copy for a new replica takes its own. */
  nodeMemory: 32e9,
  fullMemory: 0.5,
  /** How busy a core may be: of a Redis node, which has one for its commands, and of the apps. */
  busy: 0.5,
  /** Copies of each primary, in other zones. */
  replicas: 1,
} as const

/** The tables of the page on scaling, in Markdown, by their names there. */
export function tablesOf(results: Results): Readonly<Record<string, string>> {
  return { carries: carries(results), costs: costs(results), memory: memory(results), plan: plan(results) }
}

/** The page with these tables in place of those that it has. */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  return page.replace(
    /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end of table -->)/g,
    (_all, begin, name, end) => {
      const found = tables[name]
      if (found === undefined) throw new Error(`There is no table called ${name}.`)
      return `${begin}\n${found}\n\n${end}`
    },
  )
}

function carries({ scaling, machine }: Results): string {
  const counts = [...new Set(scaling.map(({ processes }) => processes))]
  const rows = scalingPeers.map((peer) => {
    const shown = (count: number): string => {
      const found = scaling.find((each) => each.peer === peer && each.processes === count)
      return `${whole(rounded(found?.rate ?? Number.NaN))}${found?.refused ? ', some refused' : ''}`
    }
    return [peers[peer].name.replace('sojourn, ', ''), ...counts.map(shown)]
  })
  const heads = counts.map((count) => `${count} process${count === 1 ? '' : 'es'}`)
  return table([`requests per second, ${machine.cores} cores`, ...heads], rows)
}

function costs(results: Results): string {
  const commandsOf = (peer: PeerName, kind: Kind): string =>
    String(results.commands.find((each) => each.peer === peer && each.kind === kind)?.count ?? 'none')
  const rows = (['sojourn-sqlite', 'sojourn-redis', 'sojourn-postgres', 'sojourn-mariadb'] as const).map(
    (peer) => [
      peers[peer].name.replace('sojourn, ', ''),
      commandsOf(peer, 'read'),
      commandsOf(peer, 'write'),
      appCpu(results, peer, 'read').toFixed(0),
      appCpu(results, peer, 'write').toFixed(0),
    ],
  )
  return table(
    ['store', 'commands: read', 'commands: write', 'app’s CPU µs: read', 'app’s CPU µs: write'],
    rows,
  )
}

function memory(results: Results): string {
  const rows = [1e6, 10e6, goal.sessions].map((sessions) => [
    whole(sessions),
    gigabytes(sessions * results.redisBytesOfMany),
    gigabytes(sessions * bytesOfUser(results)),
  ])
  return table(['sessions of 136 B', 'Redis, nobody known', 'Redis, all signed in'], rows)
}

function plan(results: Results): string {
  const { sessions, requestsPerSecond: rate, writes, signIns, regions, replicas } = goal
  const [writing, beginning] = [writes / 100, signIns / 100]
  const reading = 1 - writing - beginning
  const count = (kind: Kind): number =>
    results.commands.find((each) => each.peer === 'sojourn-redis' && each.kind === kind)?.count ?? Number.NaN
  const commands = rate * (reading * count('read') + writing * count('write') + beginning * count('new-user'))
  // Who signs in sends two scripts: at most what two writes take.
  const cost = (of: (use: 'read' | 'write') => number): number =>
    rate * 1e-6 * (reading * of('read') + (writing + 2 * beginning) * of('write'))
  const redisCores = cost((use) => results.redisCpu[use])
  const appCores = cost((use) => appCpu(results, 'sojourn-redis', use))

  const bytes = sessions * bytesOfUser(results)
  // Two thirds of the regions carry everything.
  const spare = regions / (regions - 1)
  const byMemory = Math.ceil((bytes * spare) / (goal.nodeMemory * goal.fullMemory) / regions)
  const byCommands = Math.ceil((redisCores * spare) / goal.busy / regions)
  const primaries = Math.max(byMemory, byCommands, 3)
  return table(
    ['', `${whole(sessions)} sessions, ${whole(rate)} requests per second`],
    [
      ['of the requests', `${100 - writes - signIns} % read, ${writes} % write too, ${signIns} % sign in`],
      ['bytes per session, the subject’s index included', bytesOfUser(results).toFixed(0)],
      ['memory for all sessions, once', gigabytes(bytes)],
      ['commands per second', whole(rounded(commands))],
      ['Redis cores busy', redisCores.toFixed(1)],
      ['cores of the apps busy with sessions', whole(appCores)],
      ['regions, of which one may be gone', `${regions}`],
      [
        'primaries per region, by memory',
        `${byMemory} (${gigabytes(goal.nodeMemory)} each, ${percent(goal.fullMemory)} full)`,
      ],
      ['primaries per region, by commands', `${byCommands} (one core each, ${percent(goal.busy)} busy)`],
      ['**shards per region**', `**${primaries}**, three at least`],
      ['**Redis nodes in all**, replicas included', `**${primaries * (1 + replicas) * regions}**`],
      [
        'commands per second and shard, with a region gone',
        whole(rounded((commands * spare) / regions / primaries)),
      ],
      ['cores for the apps’ sessions in all', whole(Math.ceil((appCores * spare) / goal.busy))],
    ],
  )
}

function bytesOfUser({ redisBytesOfMany, redisIndexBytes }: Results): number {
  return redisBytesOfMany + redisIndexBytes
}

function appCpu({ requests }: Results, peer: PeerName, use: Use): number {
  return spreadOf(requests.filter((each) => each.peer === peer && each.use === use).map(({ cpu }) => cpu))
    .median
}

/** To two figures: more is not known. */
function rounded(value: number): number {
  return Number(value.toPrecision(2))
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(2))} GB`
}

function percent(part: number): string {
  return `${part * 100} %`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
