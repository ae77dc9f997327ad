const second = 1000
const minute = 60 * second

/** `14:52`, rounded up: a session that is not over never shows nothing left. */
export function digits(ms: number): string {
  const seconds = Math.ceil(ms / second)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** `14 minutes 52 seconds`, for people who listen. */
export function inWords(ms: number): string {
  const seconds = Math.ceil(ms / second)
  const parts = [plural(Math.floor(seconds / 60), 'minute'), plural(seconds % 60, 'second')]
  return parts.filter((part) => !part.startsWith('0 ')).join(' ') || '0 seconds'
}

/** `15 s` or `15 min`. */
export function short(ms: number): string {
  return ms % minute === 0 ? `${ms / minute} min` : `${ms / second} s`
}

export function timeOfDay(epoch: number): string {
  return new Date(epoch).toLocaleTimeString('en-GB')
}

/** `Tue 02:24:04`, for what may lie beyond midnight. */
export function timeOfWeek(epoch: number): string {
  const weekday = new Date(epoch).toLocaleDateString('en-GB', { weekday: 'short' })
  return `${weekday} ${timeOfDay(epoch)}`
}

/** `+12 ms`, `−1,204 ms` or `0 ms`. */
export function difference(ms: number): string {
  return `${Math.round(ms).toLocaleString('en-GB', { signDisplay: 'exceptZero' })} ms`
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
