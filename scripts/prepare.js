// What `npm start`, `npm test` and `npm run bench` need first. Runs on the machine's own Node.js, before
// anything is installed: plain JavaScript, no dependency, nothing newer than Node 18.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findChromium } from './chromium.js'
import { findFirefox } from './firefox.js'
import { howToGet, isAvailable, serverNames, servers } from './servers/programs.js'

const root = new URL('../', import.meta.url)

if (!isInstalled()) installPackages()
if (process.argv.includes('--tests')) installPrograms()

/** Whether node_modules holds what package-lock.json asks for, by the record that npm itself keeps there. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json')
  const installed = packagesOf('node_modules/.package-lock.json')
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (link || !path.includes('node_modules/')) return true
    const found = installed[path]
    // Optional packages are for other platforms, too.
    return found === undefined ? optional === true : found.version === version
  })
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>}
 */
function packagesOf(lockFile) {
  const url = new URL(lockFile, root)
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')).packages : {}
}

function installPackages() {
  console.log('Installing the packages that package-lock.json lists …')
  // `npm ci` removes node_modules first, and Windows removes no program that runs: there may be the Node.js of this process.
  const isInUse = process.platform === 'win32' && process.execPath.startsWith(fileURLToPath(root))
  const command = isInUse ? ['install', '--no-save'] : ['ci']
  const args = [...command, '--no-audit', '--no-fund', '--loglevel=error']
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env
  if (npm === undefined) run('npm', args, { shell: process.platform === 'win32' })
  else run(node, [npm, ...args])
}

/** The browsers, and the servers that stores are tested over: what this machine lacks of them. */
function installPrograms() {
  const browsers = [
    { name: 'Chromium', path: findChromium(), debian: 'chromium', variable: 'CHROMIUM_PATH' },
    { name: 'Firefox', path: findFirefox(), debian: 'firefox-esr', variable: 'FIREFOX_PATH' },
  ].filter(({ path }) => path === undefined)
  const lacking = serverNames.filter((name) => !isAvailable(name))
  const packages = [...browsers.map(({ debian }) => debian), ...lacking.map((name) => servers[name].package)]
  if (packages.length === 0) return
  const isRoot = process.getuid?.() === 0
  if (isRoot && existsSync('/usr/bin/apt-get')) return aptInstall(packages)
  // The suites that need one of them fail, and say so again; the others run.
  for (const name of lacking) console.error(howToGet(name))
  for (const { name, debian, variable } of browsers) {
    console.error(
      `The browser tests need ${name}, and none was found. Install it (Debian: \`apt-get install ${debian}\`), ` +
        `or set ${variable} to its binary.`,
    )
  }
  // Vitest's own browser is Chromium: without it nothing runs.
  if (browsers.some(({ name }) => name === 'Chromium')) process.exit(1)
}

/** @param {string[]} packages */
function aptInstall(packages) {
  console.log(`Installing what the tests need (apt-get install ${packages.join(' ')}) …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  // Of what dpkg prints only its errors.
  run('apt-get', ['install', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) fail(`Could not run ${command}: ${error.message}`)
  if (status !== 0) fail(`${[command, ...args].join(' ')} failed.`)
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message)
  process.exit(1)
}
