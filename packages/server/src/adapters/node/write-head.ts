import type { HeadArguments, NodeResponse } from './response.ts'

/** Whether `writeHead` takes it; otherwise Node's own is left to throw its own error. */
export function isHead(head: HeadArguments): boolean {
  const [status] = head
  const headers = headersOf(head)
  const isMalformed = Array.isArray(headers) && !isPairs(headers) && headers.length % 2 !== 0
  return status !== undefined && Math.trunc(status) >= 100 && Math.trunc(status) <= 999 && !isMalformed
}

/** Takes over what `writeHead` was called with, so that the commit sees it and can add to it. */
export function setHead(response: NodeResponse, head: HeadArguments): void {
  const [status, reason] = head
  // Another library's response may be told to leave as it is.
  if (status !== undefined) response.statusCode = Math.trunc(status)
  if (typeof reason === 'string') response.statusMessage = reason
  const headers = headersOf(head)
  if (Array.isArray(headers)) setHeaderList(response, headers)
  else if (typeof headers === 'object' && headers !== null) {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  }
}

function headersOf([, reason, headers]: HeadArguments): unknown {
  return typeof reason === 'string' ? headers : (headers ?? reason)
}

/** `[[name, value], …]` and not `[name, value, …]`. */
function isPairs(list: unknown[]): list is [string, string][] {
  return Array.isArray(list[0])
}

/** A name may stand there twice; together they replace what was set before. */
function setHeaderList(response: NodeResponse, list: unknown[]): void {
  const flat = isPairs(list) ? list.flat() : list
  const headers = new Map<string, { readonly name: string; readonly values: string[] }>()
  for (let at = 0; at < flat.length; at += 2) {
    const name = String(flat[at])
    const value = flat[at + 1]
    const header = headers.get(name.toLowerCase()) ?? { name, values: [] }
    headers.set(name.toLowerCase(), header)
    header.values.push(...(Array.isArray(value) ? value.map(String) : [String(value)]))
  }
  for (const { name, values } of headers.values()) {
    response.setHeader(name, values.length === 1 ? String(values[0]) : values)
  }
}
