import type { Difference } from '../difference.ts'
import { type Done, withStore } from '../variants.ts'

export const thrownByStore: Difference = {
  name: 'What a store throws is an error like others',
  reason:
    'From express-session it comes out of `req.session.save`, or out of `res.end`, after which the browser gets no answer. Here it goes where an error goes that the store calls back with.',
  concerns: ({ store }) => store.failures.some(({ how }) => how === 'throws'),
  amend: withStore(({ get, set, touch, destroy }) => ({
    get: (sid, done) => catching(done, () => get(sid, done)),
    set: (sid, session, done) => catching(done, () => set(sid, session, done)),
    touch: (sid, session, done) => catching(done, () => touch(sid, session, done)),
    destroy: (sid, done) => catching(done, () => destroy(sid, done)),
  })),
}

function catching(done: Done | undefined, call: () => void): void {
  try {
    call()
  } catch (error) {
    // A handler need not give one.
    done?.(error)
  }
}
