/** @jsxImportSource react */
import type { SessionClient } from '@sojourn/client'
import type { ExpiryDialogElement } from '@sojourn/client/expiry-dialog'
import { useSession } from '@sojourn/client/react'
import { type ReactElement, useRef } from 'react'

export function Page({ session }: { readonly session: SessionClient }): ReactElement {
  const dialog = useRef<ExpiryDialogElement>(null)
  return (
    <main data-status={useSession().status}>
      <sojourn-expiry-dialog ref={dialog} id="expiry" session={session} texts={{ end: 'Leave' }}>
        <a href="/help">Why?</a>
      </sojourn-expiry-dialog>
      {/* @ts-expect-error No session. */}
      <sojourn-expiry-dialog session="yes" />
    </main>
  )
}
