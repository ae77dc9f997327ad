import assert from 'node:assert/strict'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { chromiumFlags, chromiumPath } from '../chromium.js'

/** What Chromium logs of an answer that says who may not; a page cannot keep it from that. */
const refusal = /status of 401/

/** Uses the app as its page says one can: signs in, reloads, opens a second tab, signs out, and goes back. */
export async function visitOrders(url: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: chromiumFlags,
    // Back may show a page as the browser kept it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  try {
    const context = await browser.newContext()
    context.setDefaultTimeout(15_000)
    const errors: string[] = []
    context.on('weberror', (error) => errors.push(String(error.error())))
    context.on('console', (message) => {
      if (message.type() === 'error' && !refusal.test(message.text())) errors.push(message.text())
    })
    await visit(context, url)
    assert.deepEqual(errors, [])
  } finally {
    await browser.close()
  }
}

async function visit(context: BrowserContext, url: string): Promise<void> {
  const tab = await context.newPage()
  await tab.goto(url)
  await tab.waitForURL('**/login?returnTo=%2F')
  await signIn(tab, 'a guess')
  await tab.getByText('That is not the password.').waitFor()
  await signIn(tab, 'open sesame')
  await seesOrders(tab)
  await tab.reload()
  await seesOrders(tab)

  const other = await context.newPage()
  await other.goto(url)
  await seesOrders(other)
  await tab.goto(`${url}/?page=2`)
  await seesOrders(tab)
  await tab.getByRole('button', { name: 'Sign out' }).click()
  for (const page of [tab, other]) {
    await page.waitForURL('**/login')
    await page.getByText('You have signed out.').waitFor()
  }

  // To the page before, which showed the orders.
  await tab.goBack({ waitUntil: 'commit' })
  await tab.waitForURL('**/login*')
  assert.equal(await tab.getByText('Apples').count(), 0)
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function seesOrders(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Orders of Ada' }).waitFor()
  await page.getByText('Apples').waitFor()
  await page.getByText('Your session ends in 15 minutes.').waitFor()
}
