import { createSessionClient } from '@sojourn/client'

export interface View {
  readonly name: string
}

export const session = createSessionClient<unknown, View>({ url: '/session' })
declare module '@sojourn/client' {
  interface Register {
    session: typeof session
  }
}
