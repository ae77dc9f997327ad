import { clientDoors } from './doors/client.ts'
import type { Door } from './doors/door.ts'
import { serverDoors } from './doors/server.ts'

export type { Door }

/** Everything that apps can import. A line here is a promise to keep until the next major version. */
export const doors: Readonly<Record<string, Door>> = { ...serverDoors, ...clientDoors }
