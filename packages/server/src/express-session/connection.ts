import type { IncomingMessage } from 'node:http'

/** Whether the browser's connection is encrypted, as far as `proxy` lets us believe it. */
export function isSecure(
  request: IncomingMessage & { secure?: boolean },
  proxy: boolean | undefined,
): boolean {
  const { connection } = request as { connection?: { encrypted?: boolean } }
  if (connection?.encrypted) return true
  if (proxy === false) return false
  // Express itself knows whom its `trust proxy` trusts.
  if (proxy !== true) return request.secure === true
  const header = request.headers['x-forwarded-proto']
  const [proto] = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')
  return proto?.trim().toLowerCase() === 'https'
}
