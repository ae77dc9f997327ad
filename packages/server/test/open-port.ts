import { createServer, type RequestListener, type Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { onTestFinished } from 'vitest'
import { listen } from './listen.ts'

/** Serves until the test is over; the answer is its port. */
export async function openPort(app: RequestListener | Server | SecureServer): Promise<number> {
  const { port, close } = await listen(typeof app === 'function' ? createServer(app) : app)
  onTestFinished(close)
  return port
}
