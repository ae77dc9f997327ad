import type { Env } from '../env/env.ts'

/** What the tabs of one session know in common. */
export interface SharedMemory {
  /** The value, empty where there is none. */
  read(key: string): string
  /** Whether it is remembered. */
  write(key: string, value: string): boolean
}

/** Where storage is missing, full or forbidden nothing is remembered. */
export function createSharedMemory(env: Env, name: string, onMissing: (what: string) => void): SharedMemory {
  function read(key: string): string {
    try {
      return env.localStorage?.getItem(name + key) ?? ''
    } catch {
      return ''
    }
  }
  return {
    read,
    write(key, value) {
      try {
        env.localStorage?.setItem(name + key, value)
      } catch {
        // What counts is whether it can be read.
      }
      const isKept = read(key) === value
      if (!isKept) onMissing('storage')
      return isKept
    },
  }
}
