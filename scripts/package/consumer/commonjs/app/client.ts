import { createSessionClient, SessionClientError } from '@sojourn/client'
import { safeTarget } from '@sojourn/client/redirect'

export interface View {
  readonly name: string
}

export const session = createSessionClient<unknown, View>({ url: '/session' })
declare module '@sojourn/client' {
  interface Register {
    session: typeof session
  }
}

export const target: URL = safeTarget('/next', { base: 'https://app.example/' })
export const isOurs = (error: unknown): error is SessionClientError => error instanceof SessionClientError
