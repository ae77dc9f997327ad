/** A response as the browser gets it. */
export interface Received {
  /** `HTTP/1.1 200 OK`, or what is there when nothing came. */
  readonly status: string
  /** Sorted by name, in the order they came within one name. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: string
}

/** Reads what was sent; every response here is alone on its connection. */
export function parseReceived(bytes: string): Received {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return { status: bytes === '' ? 'nothing' : `cut off: ${bytes}`, headers: {}, body: '' }
  const [status = '', ...lines] = bytes.slice(0, end).split('\r\n')
  const headers = parseHeaders(lines)
  const rest = bytes.slice(end + 4)
  return { status, headers, body: toText(headers['transfer-encoding'] ? unchunk(rest) : rest) }
}

function parseHeaders(lines: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {}
  const fields = lines.map((line) => line.split(/: (.*)/s))
  for (const [name = '', value = ''] of fields.sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0))) {
    const key = name.toLowerCase()
    // The time of the machine.
    if (key === 'date') continue
    headers[key] = [...(headers[key] ?? []), value]
  }
  return headers
}

function unchunk(text: string): string {
  let body = ''
  let rest = text
  while (rest !== '') {
    const [size = ''] = rest.split('\r\n', 1)
    const length = Number.parseInt(size, 16)
    // A last chunk that is missing tells the browser that a part is.
    if (Number.isNaN(length)) return `${body}<cut off>`
    if (length === 0) return body
    const start = size.length + 2
    body += rest.slice(start, start + length)
    rest = rest.slice(start + length + 2)
  }
  return `${body}<cut off>`
}

/** The bytes were read one character each, so that they can be counted. */
function toText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString()
}
