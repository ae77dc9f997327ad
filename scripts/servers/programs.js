// Plain JavaScript, nothing newer than Node 18: `prepare.js` runs it before anything is installed.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The servers that tests want: Debian's package, the programs it brings, and the variable that names a server of
 * somebody else's, which tests may write to; there is none for a proxy, which is set up anew by each test.
 *
 * @typedef {keyof typeof servers} ServerName
 */
export const servers = {
  redis: { package: 'redis-server', programs: ['redis-server'], variable: 'TEST_REDIS_URL' },
  postgres: { package: 'postgresql', programs: ['postgres', 'initdb'], variable: 'TEST_POSTGRES_URL' },
  mariadb: {
    package: 'mariadb-server',
    programs: ['mariadbd', 'mariadb-install-db'],
    variable: 'TEST_MYSQL_URL',
  },
  memcached: { package: 'memcached', programs: ['memcached'], variable: 'TEST_MEMCACHED_URL' },
  nginx: { package: 'nginx', programs: ['nginx'], variable: undefined },
}

export const serverNames = /** @type {ServerName[]} */ (Object.keys(servers))

/** Debian keeps each release of PostgreSQL in a folder of its own, off the PATH. */
const postgresFolder = '/usr/lib/postgresql'

/**
 * @param {string} program
 * @returns {string | undefined} the program's path on this machine
 */
export function findProgram(program) {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/bin',
    ...releasesOfPostgres(),
  ]
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}

/** @returns {string[]} newest first */
function releasesOfPostgres() {
  if (!existsSync(postgresFolder)) return []
  const releases = readdirSync(postgresFolder).sort((a, b) => Number(b) - Number(a))
  return releases.map((release) => join(postgresFolder, release, 'bin'))
}

/**
 * @param {ServerName} name
 * @returns {boolean} whether tests can have that server on this machine
 */
export function isAvailable(name) {
  const { programs, variable } = servers[name]
  return (
    Boolean(variable && process.env[variable]) ||
    programs.every((program) => findProgram(program) !== undefined)
  )
}

/**
 * @param {ServerName} name
 * @returns {string} what to do where it is not available
 */
export function howToGet(name) {
  const { package: debian, variable } = servers[name]
  const other = variable ? `, or set ${variable} to a server that tests may write to` : ''
  return (
    `Tests need a ${name} server, and none was found. Install the package "${debian}" ` +
    `(Debian: \`apt-get install ${debian}\`; its own service is not used)${other}.`
  )
}
