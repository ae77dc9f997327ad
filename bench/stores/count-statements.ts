import pg from 'pg'

/** Counts what goes to PostgreSQL through any pool of this process. */
export function countStatements(): { taken(): number } {
  const { prototype } = pg.Client
  const { query } = prototype
  let count = 0
  prototype.query = function (...args) {
    count += 1
    return query.apply(this, args)
  }
  return {
    taken() {
      const taken = count
      count = 0
      return taken
    },
  }
}
