import type { MountPoint } from './mount.ts'

/** Express alone: what every other entry costs, too. */
export function mount(_app: MountPoint): undefined {}
