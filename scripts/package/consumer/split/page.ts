import { createSessionClient, type DataSchema } from '@sojourn/client'
import type { SessionView } from '@sojourn/client/contract'
import type { View } from './view.js'

export const trusting = createSessionClient<unknown, View>({ url: 'https://api.example/session' })
const trusted = trusting.getSnapshot()
export const name: string | undefined = trusted.status === 'active' ? trusted.data.person.name : undefined

declare const schema: DataSchema<{ readonly cartSize: number }>
export const parsing = createSessionClient({ data: schema })
const parsed = parsing.getSnapshot()
export const cartSize: number | undefined = parsed.status === 'active' ? parsed.data.cartSize : undefined
// @ts-expect-error Not what the schema says.
export const wrong: unknown = parsed.status === 'active' ? parsed.data.person : undefined

/** What the app's own answer may carry: a view. */
export function onSignIn(view: SessionView<View>): void {
  trusting.apply(view)
}
