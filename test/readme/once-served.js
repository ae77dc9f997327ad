// Loaded before a snippet: the first server that listens gets a free port and one request, then the process ends.
import { Server } from 'node:net'

const { listen } = Server.prototype

/** @this {Server} */
function listenAnywhere() {
  Server.prototype.listen = listen
  this.once('listening', async () => {
    const address = this.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const response = await fetch(`http://127.0.0.1:${port}/`)
    if (response.status >= 500) console.error(await response.text())
    process.exit(response.status < 500 ? 0 : 1)
  })
  return listen.call(this, 0, '127.0.0.1')
}

Server.prototype.listen = listenAnywhere
