/** @jsxImportSource solid-js */
import type { SessionClient } from '@sojourn/client'
import type { ExpiryDialogElement } from '@sojourn/client/expiry-dialog'
import { useSession } from '@sojourn/client/solid'
import type { JSX } from 'solid-js'

export function Page(props: {
  readonly session: SessionClient
  readonly take: (dialog: ExpiryDialogElement) => void
}): JSX.Element {
  const state = useSession()
  return (
    <main data-status={state().status}>
      <sojourn-expiry-dialog
        ref={props.take}
        id="expiry"
        prop:session={props.session}
        prop:texts={{ end: 'Leave' }}
      >
        <a href="/help">Why?</a>
      </sojourn-expiry-dialog>
      {/* @ts-expect-error No session. */}
      <sojourn-expiry-dialog prop:session="yes" />
    </main>
  )
}
