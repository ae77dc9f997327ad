// `express-session/session/memory`, which apps and stores require by itself. `require()` answers the constructor.

export type { SessionCallback } from '../callback.ts'
export { MemoryStore as default, MemoryStore as 'module.exports' } from '../memory-store.ts'
