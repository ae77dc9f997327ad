import { z } from 'zod/mini'

const signedIn = z.object({ data: z.object({ name: z.string() }) })

/**
 * Ends the session as somebody else would, on another machine: without this browser's cookie, and without the client and
 * the switches of this tab. Answers its status.
 */
export async function revoke(): Promise<number> {
  const { data: view } = signedIn.safeParse(await (await fetch('/session')).json())
  if (!view) throw new Error('Nobody is signed in: sign in first.')
  const { ok, status } = await fetch('/api/revoke', {
    method: 'POST',
    credentials: 'omit',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: view.data.name }),
  })
  if (!ok) throw new Error(`The server answered with ${status}.`)
  return status
}
