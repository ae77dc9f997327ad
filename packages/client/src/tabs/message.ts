import type { Answer } from '../http/send.ts'

/** What one tab tells the others. It holds no data of the session. */
export type TabMessage =
  /** A sign-out: the server said so to that tab. */
  | { readonly kind: 'ended'; readonly id: string | undefined }
  /** A sign-in: ask the server. */
  | { readonly kind: 'changed' }
  /** A renewal: the answer without `data`, timed on the wall clock that all tabs of a machine read. */
  | ({ readonly kind: 'extended' } & Answer<undefined>)

/** Tabs of another version of this protocol, after a deploy, are not listened to. */
export const protocol = 1
