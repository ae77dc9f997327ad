// Starts a server, says where it is, and never ends it.
import { startRedis } from '../../scripts/servers/redis.ts'

const { url } = await startRedis()
console.log(url)
