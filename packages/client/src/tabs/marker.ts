import { markerSuffix } from '@sojourn/contract'
import type { Env } from '../env/env.ts'

const markers = new RegExp(`[^ ]*${markerSuffix}=[^;]*`, 'g')

/** The marker cookies, as text to be compared: each change of session changes it. Empty where there are none, or no cookies. */
export function readMarkers(env: Env): string {
  try {
    return env.document.cookie?.match(markers)?.join() ?? ''
  } catch {
    return ''
  }
}
