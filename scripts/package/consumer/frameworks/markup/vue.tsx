/** @jsxImportSource vue */
import type { SessionClient } from '@sojourn/client'
import { useSession } from '@sojourn/client/vue'
import type { GlobalComponents, VNode } from 'vue'

export function page(session: SessionClient): VNode {
  return (
    <main data-status={useSession().value.status}>
      <sojourn-expiry-dialog id="expiry" session={session} texts={{ end: 'Leave' }}>
        <a href="/help">Why?</a>
      </sojourn-expiry-dialog>
      {/* @ts-expect-error No session. */}
      <sojourn-expiry-dialog session="yes" />
    </main>
  )
}

/** What a template is checked against. */
type InTemplate = InstanceType<GlobalComponents['sojourn-expiry-dialog']>['$props']

export const given = (session: SessionClient): InTemplate => ({ id: 'expiry', session })
// @ts-expect-error No session.
export const wrong: InTemplate = { session: 'yes' }
