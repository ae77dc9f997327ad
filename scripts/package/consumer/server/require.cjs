// Every door opens by `require`.
for (const door of process.argv.slice(2)) {
  const opened = require(door)
  const isEmpty = typeof opened !== 'function' && Object.keys(opened).length === 0
  if (isEmpty && !door.endsWith('/contract')) throw new Error(`${door} exports nothing.`)
}
