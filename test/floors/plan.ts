/**
 * The floors of each package, the ground first. A room is a folder of `src`, or a file of it. A file imports from its own
 * room and from lower floors; rooms of one floor do not know each other, but for single files of the ground.
 */
export type Floors = readonly (readonly string[])[]

export const plan: Readonly<Record<string, Floors>> = {
  contract: [
    ['view', 'problem', 'routes', 'safe-target'],
    ['view-schema', 'problem-schema'],
    ['index', 'schemas'],
  ],
  server: [
    ['errors', 'clock', 'maybe-promise', 'crypto'],
    ['cookie'],
    ['store'],
    ['session'],
    ['core'],
    ['migration'],
    ['create-sessions'],
    ['endpoints'],
    ['adapters', 'testing'],
    ['express-session'],
    ['index', 'contract'],
  ],
  client: [
    ['errors', 'clock', 'env'],
    ['http'],
    ['state'],
    ['time'],
    ['tabs'],
    ['activity'],
    ['redirect'],
    ['client'],
    ['dialog'],
    ['bindings', 'testing'],
    ['index', 'contract'],
  ],
}

/** The floors inside a room that is too large for one, by the path of its folder below `packages`. */
export const innerPlan: Readonly<Record<string, Floors>> = {
  'server/src/core': [['options'], ['carrier'], ['record'], ['write'], ['request']],
}

/** `store/memory.ts` is in `store`, `errors.ts` is a room of its own. */
export function roomOf(file: string): string {
  return file.split('/', 1)[0]?.replace(/\.ts$/, '') ?? file
}

export function floorOf(floors: Floors, file: string): number | undefined {
  const floor = floors.findIndex((rooms) => rooms.includes(roomOf(file)))
  return floor === -1 ? undefined : floor
}

/** Whether the floors let `file` import `imported`; both are paths below the folder that the floors are of. */
export function mayImport(floors: Floors, file: string, imported: string): boolean {
  if (roomOf(file) === roomOf(imported)) return true
  const [from, to] = [floorOf(floors, file), floorOf(floors, imported)]
  if (from === undefined || to === undefined) return false
  // The ground's folders stand on its single files.
  return from > to || (from === 0 && to === 0 && file.includes('/') && !imported.includes('/'))
}
