// Every door opens by `import`.
for (const door of process.argv.slice(2)) {
  const names = Object.keys(await import(door))
  if (names.length === 0 && !door.endsWith('/contract')) throw new Error(`${door} exports nothing.`)
}
