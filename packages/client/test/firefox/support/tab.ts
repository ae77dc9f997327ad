import { expect } from 'vitest'
import * as z from 'zod/mini'
import { type Key, patience, type Tab } from '../../tabs/support/tab.ts'
import type { Bidi } from './bidi.ts'

const evaluation = z.object({
  result: z.optional(z.object({ value: z.optional(z.string()) })),
  exceptionDetails: z.optional(z.object({ text: z.string() })),
})

/** What WebDriver calls the keys that have no character. */
const keys: Readonly<Record<Key, string>> = {
  Shift: '\uE008',
  Enter: '\uE007',
  Escape: '\uE00C',
  Tab: '\uE004',
}

export function createTab(context: string, { send }: Pick<Bidi, 'send'>): Tab {
  async function evaluate<Argument, Value>(
    run: (argument: Argument) => Value,
    argument?: Argument,
  ): Promise<Awaited<Value>> {
    const { result, exceptionDetails } = evaluation.parse(
      await send('script.callFunction', {
        functionDeclaration: `async () => JSON.stringify(await (${run})(${JSON.stringify(argument)}))`,
        awaitPromise: true,
        target: { context },
      }),
    )
    if (exceptionDetails) throw new Error(exceptionDetails.text)
    return result?.value && JSON.parse(result.value)
  }
  async function perform(type: 'key' | 'pointer' | 'wheel', ...actions: object[]): Promise<void> {
    await send('input.performActions', { context, actions: [{ type, id: type, actions }] })
  }
  async function refuse(): Promise<void> {
    throw new Error('Firefox has no command for it.')
  }

  return {
    evaluate,
    async show() {
      await send('browsingContext.activate', { context })
      await expect.poll(() => evaluate(() => document.hidden), patience).toBe(false)
    },
    freeze: refuse,
    resume: refuse,
    setOffline: refuse,
    async goto(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async back() {
      await send('browsingContext.traverseHistory', { context, delta: -1 })
      await expect
        .poll(() => evaluate(() => document.readyState).catch(() => undefined), patience)
        .toBe('complete')
    },
    async press(key = 'Shift') {
      const value = keys[key]
      await perform('key', { type: 'keyDown', value }, { type: 'keyUp', value })
    },
    async click() {
      await perform(
        'pointer',
        { type: 'pointerMove', x: 8, y: 8 },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      )
    },
    async move() {
      await perform('pointer', { type: 'pointerMove', x: 20, y: 8 }, { type: 'pointerMove', x: 40, y: 8 })
    },
    async scroll() {
      await perform('wheel', { type: 'scroll', x: 8, y: 8, deltaX: 0, deltaY: 10 })
    },
    async close() {
      await send('browsingContext.close', { context })
    },
  }
}
