import { setImmediate } from 'node:timers'

/**
 * Calls later, as express-session does: by the timer that was there when the module was loaded. Tests of apps put fake ones
 * in its place, under which sessions are saved all the same. Not the global one, which browser-like test environments lack.
 */
export const defer: typeof setImmediate = setImmediate
