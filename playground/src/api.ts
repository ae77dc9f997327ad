import { z } from 'zod/mini'
import { machine } from './session.ts'

const problem = z.object({ detail: z.string() })

/** Posts JSON to the playground's own API, from this tab's machine; throws with the problem's detail. */
export async function post(path: string, body: unknown): Promise<unknown> {
  return answerOf(
    await machine.fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

/** The idle timeouts that the server offers, in milliseconds. */
export async function fetchIdleTimeouts(): Promise<readonly number[]> {
  return z.array(z.number()).parse(await answerOf(await fetch('/api/idle-timeouts')))
}

async function answerOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const body: unknown = await response.json()
  if (response.ok) return body
  const { data } = problem.safeParse(body)
  throw new Error(data?.detail ?? `The server answered with ${response.status}.`)
}
