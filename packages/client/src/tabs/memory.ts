/** What is remembered beyond a document: by the tabs of one session in common, or by one tab. */
export interface Memory {
  /** The value, empty where there is none. */
  read(key: string): string
  /** Whether it is remembered. */
  write(key: string, value: string): boolean
}

/** Where `storage` is missing, full or forbidden nothing is remembered; each look at it may throw. */
export function createMemory(
  storage: () => Pick<Storage, 'getItem' | 'setItem'> | undefined,
  name: string,
  onMissing?: (what: string) => void,
): Memory {
  function read(key: string): string {
    try {
      return storage()?.getItem(name + key) ?? ''
    } catch {
      return ''
    }
  }
  return {
    read,
    write(key, value) {
      try {
        storage()?.setItem(name + key, value)
      } catch {
        // What counts is whether it can be read.
      }
      const isKept = read(key) === value
      if (!isKept) onMissing?.('storage')
      return isKept
    },
  }
}
