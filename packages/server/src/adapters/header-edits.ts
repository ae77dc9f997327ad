import { announcementHeader } from '@sojourn/contract'
import type { HeaderEdits } from '../core/request/request.ts'
import { addVary, type HeaderBag, removeCdnCacheControl } from '../endpoints/header-bag.ts'
import { renewalsLeft } from './app-cookies.ts'

/** Adds what a commit decided to the headers that the app set. */
export function applyEdits(headers: HeaderBag, edits: HeaderEdits): void {
  const { setCookie, cacheControl, vary, announcement } = edits
  if (setCookie !== undefined) {
    const cookies = edits.isRenewal ? renewalsLeft(headers.get('Set-Cookie'), setCookie) : setCookie
    headers.append('Set-Cookie', cookies)
    if (!edits.keepsCdnHeaders) removeCdnCacheControl(headers)
  }
  if (cacheControl !== undefined) headers.set('Cache-Control', cacheControl)
  if (vary !== undefined) addVary(headers, vary)
  if (announcement !== undefined) headers.set(announcementHeader, announcement)
}
