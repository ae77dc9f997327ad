import { SessionClientError } from '../../src/index.ts'
import { minute } from '../support/durations.ts'
import { type Bound, broken, type Worst } from './bounds.ts'
import { type Browser, type BrowserWatch, simulatedBrowser } from './browser.ts'
import { takeOver } from './globals.ts'
import { createPage, type Impairment, type Page } from './page.ts'
import type { Act, Schedule } from './schedule.ts'
import { type SimulatedServer, simulatedServer } from './server.ts'
import { createTime, type Runner, type Time } from './time.ts'
import { createTraffic, type Traffic } from './traffic.ts'
import { createWitness, stamp, type Witness } from './witness.ts'

export interface Verdict {
  readonly worst: Worst
  readonly broken: readonly Bound[]
  /** What happened, for people; empty unless asked for. */
  readonly story: readonly string[]
  readonly requests: number
}

export interface ReplayOptions {
  /** Whether to write the story. */
  readonly isTold?: boolean
  readonly impairment?: Impairment | undefined
}

/** How long a browser takes to tell of a cookie, in milliseconds: 3 to 8 were seen in Chromium 156. */
const cookieDelay = 5

/** Plays a schedule from the beginning to the end, and a while longer. */
export async function replay(
  schedule: Schedule,
  { isTold = false, impairment }: ReplayOptions = {},
): Promise<Verdict> {
  const story: string[] = []
  const log = isTold ? (line: string) => void story.push(`${stamp(time.now())} ${line}`) : undefined
  /** What a gap lasts while a page is seen: after an idle timeout nothing new comes, every two seconds. */
  const maxWatch = schedule.idleTimeout + 2 * minute
  const pages: Page[] = []
  let requests = 0
  // Runners are pages, each and every one.
  const pageOf = (runner: Runner): Page => runner as Page

  const time: Time = createTime(
    schedule.countsSleep,
    (run) => globals.play(run),
    (runner) => witness.reads(pageOf(runner)),
  )
  const server: SimulatedServer = simulatedServer(schedule, time.now)
  const globals = takeOver(schedule.seed, time, (error) => fail('unhandled', error))
  const watch: BrowserWatch = {
    onSend(runner, exchange) {
      requests++
      const { method, path, fate } = exchange
      const page = pageOf(runner)
      log?.(
        `    tab ${page.tab + 1} sends ${method} ${path}: ${browser.isOnline ? fate.kind : 'offline'} ${fate.up}+${fate.down}`,
      )
      if (!browser.isOnline || fate.kind !== 'answered' || fate.up + fate.down > 2000)
        witness.badNetwork(page)
      if (path.startsWith('/session')) traffic.sent(page, exchange, browser.isOnline)
      else activeAt = time.now()
    },
    onProcess(runner, { method, path }) {
      const page = pageOf(runner)
      log?.(`    the server answers tab ${page.tab + 1}, ${method} ${path}`)
      if (!path.startsWith('/session') || method !== 'POST') return
      if (page.calls === 0 && page.options.keepAlive === 'active')
        witness.note('kept alive', time.now() - activeAt - server.renewEvery, `tab ${page.tab + 1}`)
      else activeAt = time.now()
    },
    onAnswer: (runner, { path, sentAt }) => {
      if (path.startsWith('/session')) witness.answered(pageOf(runner), sentAt)
    },
    beforeTruth: () => witness.settle(),
    onTruth: () => witness.truthChanged(),
    onCookie() {
      if (!schedule.announces) return
      for (const page of pages)
        time.later(cookieDelay, 'machine', () =>
          time.later(0, page, () => {
            witness.chance(page, 'joins')
            traffic.cause(page)
            page.fire('change')
            page.observe()
          }),
        )
    },
    onEvict(runner) {
      if (pageOf(runner).isCached) pageOf(runner).isEvicted = true
    },
    onMessage(from, to, wasRight) {
      traffic.cause(pageOf(to))
      witness.heard(pageOf(to))
      if (wasRight && witness.isRight(pageOf(from))) witness.chance(pageOf(to), 'news')
    },
    isRight: (runner) => witness.isRight(pageOf(runner)),
  }
  const browser: Browser = simulatedBrowser(schedule, time, server, watch)
  const witness: Witness = createWitness(time, browser, server, log)
  const traffic: Traffic = createTraffic(schedule, time, witness)
  let activeAt = 0

  function fail(what: string, error: unknown): void {
    log?.(`    ${what}: ${error instanceof Error ? error.stack : String(error)}`)
    witness.note('failures', (witness.worst.failures ?? 0) + 1, what)
  }

  async function load(tab: number): Promise<void> {
    const options = schedule.tabs[tab]
    if (!options) return
    const page = createPage(tab, options, schedule, time, browser, impairment)
    pages[tab] = page
    witness.add(page)
    let data: unknown
    page.observe = () => {
      const state = page.client.getSnapshot()
      const next = state.status === 'active' ? state.data : undefined
      const isHeard = page.listening.length > 0
      if (isHeard && data !== undefined && next !== undefined && next !== data && next !== page.told)
        witness.note('silent changes', 1, `tab ${tab + 1}`)
      data = next
      witness.observe(page)
    }
    await time.runAs(page, () => look(page))
  }
  /** Somebody looks at the session in this page. */
  function look(page: Page): void {
    if (page.listening.length > 0) return
    const { client, options } = page
    // What changed while nobody looked was told to nobody.
    page.observe()
    witness.settle()
    for (const type of ['started', 'changed'] as const)
      page.listening.push(
        client.on(type, ({ state }) => {
          page.told = state.data
        }),
      )
    if (options.counts) page.listening.push(client.countdown.subscribe(() => {}))
    if (options.keepAlive) page.listening.push(client.keepAlive({ while: options.keepAlive }))
    page.listening.push(client.subscribe(() => page.observe()))
    page.observe()
    if (page.isVisible) witness.chance(page, 'weak')
    traffic.cause(page)
  }
  /** Nobody does any more: the client rests. */
  function rest(page: Page): void {
    witness.settle()
    for (const stop of page.listening.splice(0)) stop()
  }
  /** Calls a method of the client, as an app does. */
  function call(page: Page, run: () => Promise<unknown>): void {
    page.calls++
    traffic.cause(page)
    run()
      .catch((error: unknown) => {
        if (!(error instanceof SessionClientError)) fail('rejected with', error)
      })
      .finally(() => {
        page.calls--
        page.observe()
      })
  }
  /** An event at a window. */
  async function fire(page: Page, type: string, details: object = {}, kind?: 'show'): Promise<void> {
    await time.runAs(page, () => {
      traffic.cause(page, kind)
      page.fire(type, details)
      page.observe()
    })
  }
  async function see(page: Page, isVisible: boolean): Promise<void> {
    if (page.isVisible === isVisible) return
    witness.settle()
    page.isVisible = isVisible
    page.hiddenAt = time.monotonic()
    if (page.pace === 'halted') return
    page.pace = isVisible ? 'running' : 'throttled'
    if (isVisible) witness.chance(page, 'weak')
    await fire(page, 'visibilitychange', {}, isVisible ? 'show' : undefined)
  }
  async function setOnline(isOnline: boolean): Promise<void> {
    if (browser.isOnline === isOnline) return
    witness.settle()
    browser.isOnline = isOnline
    for (const page of pages) {
      const tell = (): void => {
        if (browser.isOnline !== isOnline) return
        witness.chance(page, 'joins')
        traffic.cause(page)
        page.fire(isOnline ? 'online' : 'offline')
      }
      time.later(0, page, tell)
    }
  }
  async function halt(page: Page, isCached: boolean): Promise<void> {
    if (page.pace === 'halted') return
    if (isCached) {
      await fire(page, 'pagehide', { persisted: true })
      await see(page, false)
    } else await fire(page, 'freeze')
    witness.settle()
    page.isCached = isCached
    page.pace = 'halted'
  }
  async function wakeUp(page: Page): Promise<void> {
    if (page.pace !== 'halted') return
    if (page.isEvicted) return reload(page)
    const { isCached } = page
    witness.settle()
    page.isCached = false
    // A request that it left behind fails only now.
    witness.badNetwork(page)
    page.pace = page.isVisible ? 'running' : 'throttled'
    witness.chance(page, 'joins')
    if (!isCached) return fire(page, 'resume')
    await show(page)
    await fire(page, 'pageshow', { persisted: true })
  }
  async function show(page: Page): Promise<void> {
    if (page.isVisible) return
    if (schedule.isOneWindow) for (const other of pages) if (other !== page) await see(other, false)
    if (page.pace === 'halted' && !page.isCached) await wakeUp(page)
    await see(page, true)
  }
  async function reload(page: Page): Promise<void> {
    if (page.pace !== 'halted') await time.runAs(page, () => page.fire('pagehide', { persisted: false }))
    witness.settle()
    page.pace = 'gone'
    page.client.dispose()
    page.listening.length = 0
    const { isVisible, isCached } = page
    await load(page.tab)
    const next = pages[page.tab]
    if (next && !isVisible && !isCached) await see(next, false)
  }
  function work(page: Page, every: number, times: number): void {
    if (times === 0) return
    time.later(every, page, () => {
      // Nobody works in what is not seen.
      if (page.isVisible) {
        activeAt = page.inputAt = time.now()
        traffic.cause(page)
        page.fire('keydown')
        page.observe()
      }
      work(page, every, times - 1)
    })
  }

  async function machineActs(act: Act): Promise<boolean> {
    if (act.kind === 'sleep') {
      if (act.wake === 'online') await setOnline(false)
      if (act.wake === 'show') for (const page of pages) if (page.isVisible) page.returnsAwake = true
      if (act.wake === 'show') for (const page of pages) await see(page, false)
      witness.settle()
      time.sleep()
      await time.passUntil(time.now() + act.for)
      witness.settle()
      time.wake()
      witness.slept()
      for (const page of pages) {
        traffic.cause(page)
        if (act.wake === 'resume' && page.pace !== 'halted') {
          witness.chance(page, 'joins')
          await fire(page, 'resume')
        }
        if (page.returnsAwake) await see(page, true)
        page.returnsAwake = false
      }
      if (act.wake === 'online') await setOnline(true)
    } else if (act.kind === 'set-clock') {
      time.setClock(act.by)
      for (const page of pages) traffic.cause(page)
    } else if (act.kind === 'network') browser.fates = act.fates
    else if (act.kind === 'online' || act.kind === 'offline') await setOnline(act.kind === 'online')
    else if (act.kind === 'revoke') {
      witness.settle()
      server.revoke(browser.cookie)
      witness.truthChanged()
    } else return false
    return true
  }

  async function pageActs(act: Act, page: Page): Promise<void> {
    const { client } = page
    if (act.kind === 'show') return show(page)
    if (act.kind === 'return') return page.isCached ? wakeUp(page) : undefined
    if (act.kind === 'resume') return page.isCached ? undefined : wakeUp(page)
    // The rest needs a page that runs.
    if (page.pace === 'halted') return
    if (act.kind === 'hide') return see(page, false)
    if (act.kind === 'freeze') return page.isVisible ? undefined : halt(page, false)
    if (act.kind === 'leave') return page.isVisible ? halt(page, true) : undefined
    if (act.kind === 'reload') return reload(page)
    if (act.kind === 'work') return work(page, act.every, act.times)
    await time.runAs(page, () => {
      if (act.kind === 'rest') rest(page)
      else if (act.kind === 'look') look(page)
      else if (act.kind === 'refresh' || act.kind === 'touch') {
        witness.chance(page, 'joins')
        if (act.kind === 'touch') activeAt = time.now()
        call(page, () => (act.kind === 'refresh' ? client.refresh() : client.touch()))
      } else if (act.kind === 'end') call(page, () => client.end())
      else if (act.kind === 'apply') apply(page)
      else if (act.kind === 'app-request') {
        const path = `https://app.example/api${act.changes ? '?change' : ''}`
        const send = act.isHeard ? client.fetch : page.fetch
        const heard = (): void => traffic.cause(page)
        send(path, { method: 'POST' }).then(heard, heard)
      } else if (act.kind === 'sign-in') {
        page
          .fetch(`https://app.example/login?${act.user}`, { method: 'POST' })
          .then(() => {
            if (!act.isTold) return
            witness.heard(page)
            witness.chance(page, 'news')
            call(page, () => client.signedIn())
          })
          .catch(() => {})
      }
    })
  }
  /** The app's own request, whose answer carries a view. */
  function apply(page: Page): void {
    const [wall, monotonic] = [time.wall(), time.monotonic()]
    page
      .fetch('https://app.example/api/view', { method: 'POST' })
      .then((response) => response.json())
      .then((view: unknown) => {
        traffic.cause(page)
        // By the faster clock: one stands still in sleep, the other may be set back.
        const age = Math.max(time.wall() - wall, time.monotonic() - monotonic)
        page.client.apply(view, age)
      })
      .catch(() => {})
  }

  try {
    if (schedule.isSignedIn) browser.cookie = server.open(0)
    for (let tab = 0; tab < schedule.tabs.length; tab++) {
      await load(tab)
      const page = pages[tab]
      if (tab > 0 && page && schedule.isOneWindow) await see(page, false)
    }
    for (const { after, act } of schedule.steps) {
      const isSeen = pages.some(({ pace }) => pace === 'running')
      await time.passUntil(time.now() + (isSeen ? Math.min(after, maxWatch) : after))
      log?.(JSON.stringify(act))
      if (await machineActs(act)) continue
      const page = pages['tab' in act ? act.tab % pages.length : 0]
      if (page) await pageActs(act, page)
    }
    await time.passUntil(time.now() + maxWatch)
    witness.settle()
  } catch (error) {
    fail('stopped', error)
  } finally {
    await globals.play(() => {
      for (const page of pages) page.client.dispose()
    })
    globals.giveBack()
  }
  return { worst: witness.worst, broken: broken(witness.worst), story, requests }
}
