import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder on a disk that can be filled, and freed again. */
export interface Disk {
  readonly folder: string
  /** From now on nothing more fits on it. `growing` is the file that would grow. */
  fill(growing: string): void
  free(): void
  remove(): void
}

/** The ways to have a full disk on this machine, by name: always the second, and the first where it may be mounted. */
export function disks(): [string, () => Disk][] {
  const limited: [string, () => Disk] = ['a file that may not grow', limitedFiles]
  return mayMount() ? [['a full disk', smallDisk], limited] : [limited]
}

/** A disk of its own, in memory: what does not fit is refused with ENOSPC. Takes root. */
function smallDisk(): Disk {
  const folder = newFolder()
  mount(folder)
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      const file = openSync(filler, 'w')
      try {
        for (;;) writeSync(file, Buffer.alloc(4096))
      } catch {
        // It is full.
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}

/** The kernel lets no file of this process grow (RLIMIT_FSIZE): what does not fit is refused with EFBIG. Takes no rights. */
function limitedFiles(): Disk {
  const folder = newFolder()
  return {
    folder,
    fill: (growing) => limitFiles(String(statSync(growing, { throwIfNoEntry: false })?.size ?? 1)),
    free: () => limitFiles('unlimited'),
    remove() {
      limitFiles('unlimited')
      rmSync(folder, { recursive: true })
    },
  }
}

/** Only the soft limit, which may be raised again. */
function limitFiles(size: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:`])
}

function mayMount(): boolean {
  const folder = newFolder()
  try {
    mount(folder)
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function mount(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' })
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sojourn-disk-'))
}
