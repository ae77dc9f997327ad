// Every door opens by `require`, though all of it is ES modules.
for (const door of process.argv.slice(2)) {
  const names = Object.keys(require(door))
  if (names.length === 0 && !door.endsWith('/contract')) throw new Error(`${door} exports nothing.`)
}
