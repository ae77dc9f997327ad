import { type Case, heap, type LoopbackCase, type Ours } from './cases.ts'
import type { LoopbackEntry, LoopbackSample } from './loopback.ts'
import type { Sample } from './rounds.ts'
import type { SealedCookieSample } from './sealed-cookie-rounds.ts'
import type { Door, Size } from './sizes.ts'
import type { SqliteSample } from './sqlite-rounds.ts'
import { type Spread, spreadOf } from './statistics.ts'

/** One figure and what it should be. */
export interface Row {
  readonly name: string
  readonly figures: Readonly<Record<string, string>>
  readonly verdict: 'PASS' | 'MISS' | ''
  /** Whether the target is missed by more than the machine explains. */
  readonly isClearMiss: boolean
}

/** How far the best of a few rounds may lie above a target: it was seen to differ by a third between runs of one commit. */
const noise = 1.2

/** Microseconds over the floor, and those of one of ours as a part of theirs. */
export function requestRow(kind: Case, entry: Ours, samples: readonly Sample[]): Row {
  return costRow(
    kind.name,
    kind.targets[entry],
    samples.map((sample) => ({ [entry]: sample[entry], 'express-session': sample['express-session'] })),
  )
}

/** Microseconds of the server's CPU time over the floor, and how many requests a second it answers. */
export function loopbackRow({ name, target, limit }: LoopbackCase, samples: readonly LoopbackSample[]): Row {
  const row = costRow(
    name,
    target,
    samples.map(({ cost }) => ({
      sojourn: cost.sojourn - cost.floor,
      'express-session': cost['express-session'] - cost.floor,
    })),
    limit,
  )
  const rate = (entry: LoopbackEntry): string =>
    spreadOf(samples.map((sample) => sample.rate[entry])).median.toFixed(0)
  const rates = `${rate('floor')} / ${rate('sojourn')} / ${rate('express-session')}`
  return { ...row, figures: { ...row.figures, 'requests/s: floor / sojourn / express-session': rates } }
}

export function sqliteRow(
  { name, target }: { readonly name: string; readonly target: number },
  samples: readonly SqliteSample[],
): Row {
  return costRow(name, target, samples)
}

export function sealedCookieRow(
  { name, target }: { readonly name: string; readonly target: number },
  samples: readonly SealedCookieSample[],
): Row {
  return costRow(name, target, samples)
}

/** What the first of two costs, what the second does, and the one as a part of the other. */
function costRow(
  name: string,
  target: number | undefined,
  samples: readonly Readonly<Record<string, number>>[],
  limit: number | undefined = target,
): Row {
  const [ours = '', theirs = ''] = Object.keys(samples[0] ?? {})
  const of = (column: string): number[] => samples.map((sample) => sample[column] ?? Number.NaN)
  const ratio = spreadOf(
    samples.map((sample) => (sample[ours] ?? Number.NaN) / (sample[theirs] ?? Number.NaN)),
  )
  return {
    name,
    figures: {
      [`${ours} µs`]: range(spreadOf(of(ours))),
      [`${theirs} µs`]: range(spreadOf(of(theirs))),
      ratio: range(ratio, 3),
      target: target === undefined ? '' : `≤ ${target.toFixed(3)}`,
    },
    verdict: target === undefined ? '' : ratio.median <= target ? 'PASS' : 'MISS',
    isClearMiss: limit !== undefined && ratio.least > limit * noise,
  }
}

/** Bytes per session in all, data included. */
export function heapRow(sojourn: number, expressSession: number): Row {
  const { count, dataSize, target } = heap
  const beside = (bytes: number): string => `${(bytes - dataSize).toFixed(0)} B + data`
  return {
    name: `${count.toLocaleString('en')} sessions of ${dataSize} B`,
    figures: {
      sojourn: beside(sojourn),
      'express-session': beside(expressSession),
      target: `≤ ${target} B + data`,
    },
    ...judge(sojourn - dataSize, target),
  }
}

export function sizeRow({ name, target, limit = target }: Door, size: Size): Row {
  const bytes = (count: number): string => count.toLocaleString('en')
  return {
    name,
    figures: {
      min: bytes(size.min),
      gzip: bytes(size.gzip),
      brotli: bytes(size.brotli),
      'target (gzip)': `≤ ${bytes(target)}`,
    },
    ...judge(size.gzip, target),
    isClearMiss: size.gzip > limit,
  }
}

function judge(value: number, target: number): Pick<Row, 'verdict' | 'isClearMiss'> {
  return { verdict: value <= target ? 'PASS' : 'MISS', isClearMiss: !(value <= target) }
}

function range({ median, least, most }: Spread, digits = 1): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`
}

/** The rows as a text table. */
export function table(title: string, rows: readonly Row[]): string {
  const heads = ['', ...Object.keys(rows[0]?.figures ?? {}), '']
  const lines = [
    heads,
    ...rows.map(({ name, figures, verdict }) => [name, ...Object.values(figures), verdict]),
  ]
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const text = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  return [title, ...text].join('\n')
}
