import type { Env } from '../env/env.ts'

/** What the tabs of one session know in common. */
export interface SharedMemory {
  read(key: string): string | null | undefined
  write(key: string, value: string | number): void
}

/** Where storage is missing, full or forbidden nothing is remembered. */
export function createSharedMemory(env: Env, name: string, onMissing: (what: string) => void): SharedMemory {
  const attempt = <T>(run: (storage: Env['localStorage']) => T): T | undefined => {
    try {
      return run(env.localStorage)
    } catch {
      onMissing('storage')
      return undefined
    }
  }
  return {
    read: (key) => attempt((storage) => storage?.getItem(name + key)),
    write: (key, value) => attempt((storage) => storage?.setItem(name + key, `${value}`)),
  }
}
