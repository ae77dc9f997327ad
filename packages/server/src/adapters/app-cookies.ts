import { markerSuffix } from '@sojourn/contract'

/**
 * The renewals that are left where the app has set cookies itself, which are `present`: one that it replaced or cleared (Express'
 * `response.clearCookie`) is its own affair, and a renewal after that would bring the old one back.
 */
export function renewalsLeft(
  present: string | readonly string[] | undefined,
  renewals: readonly string[],
): readonly string[] {
  if (present === undefined) return renewals
  const ofApp = [present].flat().map((cookie) => toIdentity(cookie))
  // What the app says of the session's cookie it says of the marker beside it.
  const taken = ofApp.flatMap((cookie) => [cookie, { ...cookie, name: cookie.name + markerSuffix }])
  return renewals.filter((renewal) => !taken.some((cookie) => isSame(cookie, toIdentity(renewal))))
}

/** What browsers tell cookies apart by (RFC 6265 §5.3). */
interface Identity {
  readonly name: string
  readonly domain: string
  /** Without it the browser takes the folder of the request, which for a request at the top is `/`. */
  readonly path: string | undefined
}

function isSame(ofApp: Identity, ours: Identity): boolean {
  const isSamePath = ofApp.path === undefined || ofApp.path === ours.path
  return ofApp.name === ours.name && ofApp.domain === ours.domain && isSamePath
}

function toIdentity(setCookie: string): Identity {
  const [pair = '', ...attributes] = setCookie.split(';')
  let domain = ''
  let path: string | undefined
  for (const attribute of attributes) {
    const [name = '', value = ''] = attribute.split('=')
    if (name.trim().toLowerCase() === 'domain') domain = value.trim().toLowerCase().replace(/^\./, '')
    if (name.trim().toLowerCase() === 'path') path = value.trim()
  }
  return { name: pair.slice(0, pair.indexOf('=')).trim(), domain, path }
}
