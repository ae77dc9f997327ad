import { announcementHeader } from '@sojourn/contract'
import type { HeaderEdits } from '../core/request.ts'
import type { NodeResponse } from './node-response.ts'

/** Adds what a commit decided to the headers that the app set. */
export function applyEdits(response: NodeResponse, edits: HeaderEdits): void {
  if (edits.setCookie !== undefined) addCookies(response, edits.setCookie)
  if (edits.cacheControl !== undefined) response.setHeader('Cache-Control', edits.cacheControl)
  if (edits.vary !== undefined) addVary(response, edits.vary)
  if (edits.announcement !== undefined) response.setHeader(announcementHeader, edits.announcement)
}

/** Not by `appendHeader`: it adds to the app's own list in place, which other responses may share. */
export function addCookies(
  response: Pick<NodeResponse, 'getHeader' | 'setHeader'>,
  added: string | readonly string[],
): void {
  const present = response.getHeader('Set-Cookie') ?? []
  response.setHeader('Set-Cookie', [present, added].flat().map(String))
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
