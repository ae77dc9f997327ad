import { stayName } from '../carrier/stay-name.ts'
import { isPubliclyCacheable, isStoredByNobody } from './cache-headers.ts'
import type { HeaderEdits, ResponseFacts } from './request.ts'

/** What `Sojourn-Session` says of a stay that has `left` milliseconds; nothing where it has no name. */
export function ofStay(id: unknown, left: number): string | undefined {
  const name = stayName(id)
  return name === undefined ? undefined : `active; id=${name}; max-age=${left}`
}

/** Nothing where others may be handed it; and a stay's time, which the browser's own cache would repeat, is kept by none. */
export function withAnnouncement(
  edits: HeaderEdits,
  announcement: string | undefined,
  response: ResponseFacts,
): HeaderEdits {
  const { setCookie, cacheControl = response.cacheControl } = edits
  if (announcement === undefined || (setCookie === undefined && isPubliclyCacheable(response))) return edits
  const isRepeated = announcement !== 'none' && !isStoredByNobody(cacheControl)
  return { ...edits, announcement, ...(isRepeated && { cacheControl: 'no-store' }) }
}
