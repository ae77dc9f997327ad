import { announcementHeader } from '@sojourn/contract'
import type { HeaderEdits } from '../core/request/request.ts'
import { renewalsLeft } from './app-cookies.ts'
import type { NodeResponse } from './node/response.ts'

/** Adds what a commit decided to the headers that the app set. */
export function applyEdits(response: NodeResponse, edits: HeaderEdits): void {
  if (edits.setCookie !== undefined) {
    addCookies(response, edits.isRenewal ? renewalsLeft(response, edits.setCookie) : edits.setCookie)
    if (!edits.keepsCdnHeaders) removeCdnCacheControl(response)
  }
  if (edits.cacheControl !== undefined) response.setHeader('Cache-Control', edits.cacheControl)
  if (edits.vary !== undefined) addVary(response, edits.vary)
  if (edits.announcement !== undefined) response.setHeader(announcementHeader, edits.announcement)
}

/** Not by `appendHeader`: it adds to the app's own list in place, which other responses may share. */
export function addCookies(
  response: Pick<NodeResponse, 'getHeader' | 'setHeader'>,
  added: string | readonly string[],
): void {
  const present = response.getHeader('Set-Cookie')
  response.setHeader(
    'Set-Cookie',
    present === undefined ? toList(added) : [...toList(present), ...toList(added)],
  )
}

function toList(value: number | string | readonly string[]): string[] {
  return typeof value === 'object' ? value.map(String) : [String(value)]
}

/** What the caches of CDNs obey in place of `Cache-Control`: RFC 9213, its forms for one CDN alone, and what was before it. */
const cdnCacheControl = /^(.+-)?cdn-cache-control$|^surrogate-control$/

/** Takes back what lets a CDN keep the response and hand it to others. */
export function removeCdnCacheControl(response: Pick<NodeResponse, 'getHeaderNames' | 'removeHeader'>): void {
  for (const name of response.getHeaderNames?.() ?? []) {
    if (cdnCacheControl.test(name)) response.removeHeader?.(name)
  }
}

/** Adds to `Vary` what is not there yet (RFC 9110 §12.5.5). */
export function addVary(response: Pick<NodeResponse, 'getHeader' | 'setHeader'>, added: string): void {
  const vary = response.getHeader('Vary')
  if (vary === undefined) {
    response.setHeader('Vary', added)
    return
  }
  const present = namesIn(String(vary))
  if (present.includes('*')) return
  const isThere = (name: string) => present.some((each) => each.toLowerCase() === name.toLowerCase())
  response.setHeader('Vary', [...present, ...namesIn(added).filter((name) => !isThere(name))].join(', '))
}

function namesIn(vary: string): string[] {
  return vary.split(',').flatMap((name) => name.trim() || [])
}
