import { z } from 'zod/mini'
import { machine } from './session.ts'

const problem = z.object({ detail: z.string() })

/**
 * Posts JSON to the playground's own API, from this tab's machine; throws with the problem's detail.
 *
 * @param origin - Of another process over the same store: cookies do not tell ports apart, so the session is the same.
 */
export async function post(path: string, body: unknown, origin = ''): Promise<unknown> {
  return answerOf(
    await machine.fetch(`${origin}/api/${path}`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

/** The idle timeouts that the server offers, in milliseconds. */
export async function fetchIdleTimeouts(): Promise<readonly number[]> {
  return z.array(z.number()).parse(await answerOf(await fetch('/api/idle-timeouts')))
}

const place = z.object({ name: z.string(), peers: z.array(z.string()) })

/** Where the sessions are kept, and which other processes serve them too. */
export async function fetchPlace(): Promise<z.output<typeof place>> {
  return place.parse(await answerOf(await fetch('/api/store')))
}

async function answerOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const body: unknown = await response.json()
  if (response.ok) return body
  const { data } = problem.safeParse(body)
  throw new Error(data?.detail ?? `The server answered with ${response.status}.`)
}
