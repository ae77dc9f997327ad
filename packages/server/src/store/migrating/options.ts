import { SessionError } from '../../errors.ts'

const methods = ['read', 'create', 'write', 'touch', 'delete']

/** Throws `option-invalid`, naming the option, what it got and what it takes. */
export function parseOptions({ from, to, phase }: { from: unknown; to: unknown; phase: unknown }): void {
  for (const [name, store] of Object.entries({ from, to })) {
    const isStore =
      typeof store === 'object' &&
      store !== null &&
      methods.every((method) => typeof Reflect.get(store, method) === 'function')
    if (!isStore)
      refuse(name, 'a session store; wrap one of express-session with legacyStore()', typeof store)
  }
  if (from === to) refuse('to', 'another store than `from`', 'the same')
  if (phase !== 'prepare' && phase !== 'move') refuse('phase', "'prepare' or 'move'", String(phase))
}

function refuse(name: string, takes: string, got: string): never {
  throw new SessionError('option-invalid', `migratingStore: ${name} takes ${takes}, got ${got}`)
}
