import { describe, expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import type { AppOptions } from '../tabs/support/app.ts'
import { touches } from '../tabs/support/look.ts'
import type { Stage } from '../tabs/support/stage.ts'
import { patience, type Tab } from '../tabs/support/tab.ts'
import type * as page from './support/page.ts'
import { useFirefox } from './support/stage.ts'

declare const app: typeof page

const stage = useFirefox()

/** A page on which somebody writes, with the dialog in it, one minute before the stay ends. */
async function warn(options?: AppOptions): Promise<Stage & { readonly tab: Tab }> {
  const on = await stage(options)
  const tab = await on.openSignedIn({ keepAlive: 'active' })
  // Where nobody has done anything on the page, Escape closes a dialog without asking.
  await tab.click()
  await tab.evaluate(() => {
    const notes = document.body.appendChild(document.createElement('textarea'))
    notes.value = 'Half a sentence'
    notes.focus()
    app.defineExpiryDialog()
    document.body.appendChild(document.createElement('sojourn-expiry-dialog')).session = app.session
  })
  await on.letPass(29 * minute)
  await expect
    .poll(() => look(tab), patience)
    .toMatchObject({ isModal: true, focus: 'sojourn-expiry-dialog' })
  on.forgetRequests()
  return { ...on, tab }
}

/** What a person sees and feels of the page. */
const look = (tab: Tab) =>
  tab.evaluate(() => {
    const dialog = document.querySelector('sojourn-expiry-dialog')?.shadowRoot?.querySelector('dialog')
    return {
      isOpen: dialog?.open,
      isModal: dialog?.matches(':modal'),
      text: dialog?.textContent,
      focus: document.activeElement?.localName,
      notes: document.querySelector('textarea')?.value,
      status: app.session.getSnapshot().status,
    }
  })
const writing = { isOpen: false, focus: 'textarea', notes: 'Half a sentence' }

test('it asks in front of the page, and says how long there is', async () => {
  const { tab } = await warn()
  const { text } = await look(tab)
  expect(text).toContain('Stay signed in')
  expect(text).toMatch(/^(1:00|0:5\d)/)
})

test.each(['Enter', 'Escape'] as const)(
  '%s extends the stay, each time, and gives the focus back',
  async (key) => {
    const on = await warn()
    const { tab } = on
    for (let time = 1; time <= 3; time++) {
      await tab.press(key)
      await expect.poll(() => look(tab), patience).toMatchObject({ ...writing, status: 'active' })
      expect(touches(on.requests)).toBe(time)
      await on.letPass(29 * minute)
      await expect.poll(() => look(tab), patience).toMatchObject({ isModal: true })
    }
  },
)

test('Escape twice in a row leaves it open until the answer is there', async () => {
  const on = await warn()
  const { tab } = on
  const release = on.hold('answers')
  await tab.press('Escape')
  await tab.press('Escape')
  await on.quiet()
  expect(await look(tab)).toMatchObject({ isModal: true, status: 'active' })
  release()
  await expect.poll(() => look(tab), patience).toMatchObject({ ...writing, status: 'active' })
})

test('while it asks, nothing else that a person does extends the stay', async () => {
  const on = await warn()
  const { tab } = on
  await tab.press()
  await tab.move()
  await tab.scroll()
  await tab.click()
  await on.quiet()
  expect(touches(on.requests)).toBe(0)
  expect(await look(tab)).toMatchObject({ isModal: true, notes: 'Half a sentence' })
  await tab.press('Tab')
  await tab.press('Enter')
  await expect.poll(() => look(tab), patience).toMatchObject({ ...writing, status: 'active' })
  expect(touches(on.requests)).toBe(1)
})

test('signing out is the next stop of the keyboard', async () => {
  const { tab, requests } = await warn()
  await tab.press('Tab')
  await tab.press('Enter')
  await expect.poll(() => look(tab), patience).toMatchObject({ ...writing, status: 'none' })
  expect(requests).toEqual(['DELETE /session'])
})

test('what nobody answers ends, and the page is free again', async () => {
  const on = await warn()
  const { tab } = on
  await on.letPass(2 * minute)
  await expect.poll(() => look(tab), patience).toMatchObject({ ...writing, status: 'none' })
  expect(touches(on.requests)).toBe(0)
})

describe('of an end that nothing puts off', () => {
  test.each(['Enter', 'Escape'] as const)('%s leads back to the page, with a reminder on it', async (key) => {
    const on = await warn({ absoluteTimeout: 30 * minute })
    const { tab } = on
    expect((await look(tab)).text).toContain('cannot be extended')
    await tab.press(key)
    await expect
      .poll(() => look(tab), patience)
      .toMatchObject({ isOpen: true, isModal: false, focus: 'textarea', status: 'active' })
    expect(touches(on.requests)).toBe(0)
    await on.letPass(2 * minute)
    await expect.poll(() => look(tab), patience).toMatchObject({ ...writing, status: 'none' })
  })
})
