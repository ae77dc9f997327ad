import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect } from 'node:net'

const attempts = 50

/** Listens on the loopback interface: on `port` or the next free one, `0` for any. Answers the port. */
export async function listen(server: Server, port: number): Promise<number> {
  for (let candidate = port; candidate < port + attempts; candidate += 1) {
    if (candidate !== 0 && (await answersOnIpv6(candidate))) continue
    try {
      server.listen(candidate, '127.0.0.1')
      await once(server, 'listening')
      return portOf(server)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  throw new Error(`No port from ${port} to ${port + attempts - 1} is free: set PORT to another one.`)
}

/** Browsers ask `[::1]` too when they are told `localhost`: somebody else may live there. */
async function answersOnIpv6(port: number): Promise<boolean> {
  const socket = connect({ host: '::1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
