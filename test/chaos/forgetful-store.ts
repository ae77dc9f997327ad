import type { SessionStore } from '@sojourn/server'

/** A store that writes over whatever is there, as most do. */
export default function forgetful(store: SessionStore): SessionStore {
  const write: SessionStore['write'] = async (key, record, _version, ends) => {
    const current = await store.read(key)
    return current === undefined ? { status: 'gone' } : store.write(key, record, current.version, ends)
  }
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (name === 'write') return write
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
