import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { guide } from './guide.ts'

test('every page that a reader of the README comes to is there, and so is every heading that a link names', async () => {
  const server = createServer(express().use(guide()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const seen = new Map<string, string>()
  const missing: string[] = []
  const visit = async (link: URL, from: string): Promise<void> => {
    if (link.origin !== origin || link.pathname === '/') return
    if (!seen.has(link.pathname)) {
      const response = await fetch(link)
      const html = await response.text()
      seen.set(link.pathname, html)
      if (!response.ok) missing.push(`${link.pathname}, from ${from}`)
      const isPage = response.headers.get('content-type')?.includes('html')
      const article = isPage ? html.slice(html.indexOf('<main')) : ''
      for (const [, target = ''] of article.matchAll(/ (?:href|src)="([^"]+)"/g)) {
        await visit(new URL(target.replaceAll('&amp;', '&'), link), link.pathname)
      }
    }
    const id = decodeURIComponent(link.hash.slice(1))
    if (id && !seen.get(link.pathname)?.includes(`id="${id}"`)) missing.push(`${link.href}, from ${from}`)
  }
  await visit(new URL('/README.md', origin), 'the playground')
  expect(missing).toEqual([])
  expect([...seen.keys()]).toContain('/docs/guide/expiry-dialog-light.png')
})

test('nothing else of the repository is served', async () => {
  const server = createServer(express().use(guide()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const path of [
    '/package.json',
    '/docs/%2e%2e/package.json',
    '/docs/..%2fpackage.json',
    '/docs/guide/none.md',
  ]) {
    expect((await fetch(origin + path)).status).toBeGreaterThanOrEqual(400)
  }
})
