import { createServer, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { listen } from './listen.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

function newServer(): Server {
  const server = createServer()
  servers.push(server)
  return server
}

test('a port that is taken gives way to a later one', async () => {
  const taken = await listen(newServer(), 0)
  expect(await listen(newServer(), taken)).toBeGreaterThan(taken)
})

test('nobody outside of this machine is listened to', async () => {
  const server = newServer()
  const port = await listen(server, 0)
  expect(server.address()).toEqual({ address: '127.0.0.1', family: 'IPv4', port })
})
