import { expect } from 'vitest'
import * as z from 'zod/mini'
import type { DevTools } from './devtools.ts'

export type Key = 'Shift' | 'Enter' | 'Escape' | 'Tab'

export interface Tab {
  /** Runs a function in the page, which sees nothing but its argument, and resolves with what it returned, as JSON. */
  evaluate<Value>(run: () => Value): Promise<Awaited<Value>>
  evaluate<Argument, Value>(run: (argument: Argument) => Value, argument: Argument): Promise<Awaited<Value>>
  /** Brings it to the front of its window, and waits until its page knows. */
  show(): Promise<void>
  /** As the browser does with a hidden tab to save energy; its scripts stand still. Only Chromium has a command for it. */
  freeze(): Promise<void>
  resume(): Promise<void>
  /** Cuts its page and the service workers of its window off the network, or lets them back. Chromium only. */
  setOffline(isOffline: boolean): Promise<void>
  /** Loads a page. */
  goto(url: string): Promise<void>
  /** One entry back, as by the Back button; resolves once another page is shown. */
  back(): Promise<void>
  /** A key that a person presses, Shift unless told: its events are trusted. */
  press(key?: Key): Promise<void>
  /** A click of a person. */
  click(): Promise<void>
  /** A person moves the pointer. */
  move(): Promise<void>
  /** A person turns the wheel. */
  scroll(): Promise<void>
  close(): Promise<void>
}

const evaluation = z.object({
  result: z.object({ value: z.optional(z.unknown()) }),
  exceptionDetails: z.optional(
    z.object({ text: z.string(), exception: z.optional(z.object({ description: z.optional(z.string()) })) }),
  ),
})
const targets = z.object({
  targetInfos: z.array(
    z.object({ targetId: z.string(), type: z.string(), browserContextId: z.optional(z.string()) }),
  ),
})
const history = z.object({ currentIndex: z.number(), entries: z.array(z.object({ id: z.number() })) })

/** What DevTools want to know of a key besides its name: the text that it gives. */
const keys = {
  Shift: { key: 'Shift', code: 'ShiftLeft', windowsVirtualKeyCode: 16 },
  Enter: { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
  Escape: { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 },
  Tab: { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
}

/** The longest that a test waits for what it expects of a page, in milliseconds. */
export const patience = { timeout: 10_000, interval: 20 }

export function createTab(targetId: string, browser: DevTools, page: DevTools): Tab {
  async function evaluate<Argument, Value>(
    run: (argument: Argument) => Value,
    argument?: Argument,
  ): Promise<Awaited<Value>> {
    const { result, exceptionDetails: thrown } = evaluation.parse(
      await page.send('Runtime.evaluate', {
        expression: `(${run})(${JSON.stringify(argument)})`,
        awaitPromise: true,
        returnByValue: true,
      }),
    )
    if (thrown) throw new Error(thrown.exception?.description ?? thrown.text)
    return result.value as Awaited<Value>
  }
  const workers: Record<string, DevTools> = {}
  /** While another page comes, there may be none to ask. */
  const ask = <Value>(run: () => Value): Promise<Awaited<Value> | undefined> =>
    evaluate(run).catch(() => undefined)
  const isHidden = (): Promise<boolean> => evaluate(() => document.hidden)

  return {
    evaluate,
    async show() {
      await browser.send('Target.activateTarget', { targetId })
      await expect.poll(isHidden, patience).toBe(false)
    },
    async freeze() {
      await expect.poll(isHidden, patience).toBe(true)
      await page.send('Page.setWebLifecycleState', { state: 'frozen' })
    },
    async resume() {
      await page.send('Page.setWebLifecycleState', { state: 'active' })
    },
    async setOffline(offline) {
      const { targetInfos } = targets.parse(await browser.send('Target.getTargets'))
      const own = targetInfos.find((target) => target.targetId === targetId)
      const isWorker = (target: typeof own): boolean =>
        target?.type === 'service_worker' && target.browserContextId === own?.browserContextId
      for (const { targetId } of targetInfos.filter(isWorker))
        workers[targetId] ??= await browser.attach(targetId)
      // The page last, which is told and asks at once.
      for (const each of [...Object.values(workers), page]) {
        await each.send('Network.enable')
        const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
        await each.send('Network.emulateNetworkConditions', conditions)
      }
    },
    async goto(url) {
      await page.send('Page.navigate', { url })
      const there = (): Promise<string | undefined> =>
        ask(() => (document.readyState === 'complete' ? location.href : ''))
      await expect.poll(there, patience).toBe(url)
    },
    async back() {
      const { currentIndex, entries } = history.parse(await page.send('Page.getNavigationHistory'))
      const entryId = entries[currentIndex - 1]?.id
      await page.send('Page.navigateToHistoryEntry', { entryId })
      const index = async (): Promise<number> =>
        history.parse(await page.send('Page.getNavigationHistory')).currentIndex
      await expect.poll(index, patience).toBe(currentIndex - 1)
      await expect.poll(() => ask(() => document.readyState), patience).toBe('complete')
    },
    async press(key = 'Shift') {
      for (const type of ['keyDown', 'keyUp'])
        await page.send('Input.dispatchKeyEvent', { type, ...keys[key] })
    },
    async click() {
      for (const type of ['mousePressed', 'mouseReleased'])
        await page.send('Input.dispatchMouseEvent', { type, x: 8, y: 8, button: 'left', clickCount: 1 })
    },
    async move() {
      for (const x of [20, 40]) await page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y: 8 })
    },
    async scroll() {
      await page.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: 8, y: 8, deltaX: 0, deltaY: 10 })
    },
    async close() {
      await browser.send('Target.closeTarget', { targetId })
    },
  }
}
