import { readFileSync } from 'node:fs'

const doors = JSON.parse(readFileSync(new URL('../doors.json', import.meta.url), 'utf8'))
/** Those of the client that `require` cannot open without this mode. */
const asking = ['@sojourn/client/svelte', '@sojourn/client/testing']

test.each(doors.filter((door) => door.startsWith('@sojourn/server') || asking.includes(door)))(
  '%s opens by `import`',
  async (door) => {
    expect(await import(door)).toEqual(expect.anything())
  },
)
