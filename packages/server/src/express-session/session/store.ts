// `express-session/session/store`, which apps and stores require by itself. `require()` answers the constructor.
export type { SessionCallback } from '../callback.ts'
export { Store as default, Store as 'module.exports' } from '../store.ts'
