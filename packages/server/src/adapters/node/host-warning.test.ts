import express from 'express'
import { afterEach, expect, test, vi } from 'vitest'
import { openPort } from '../../../test/open-port.ts'
import { createSessions } from '../../index.ts'
import { sessionEndpoints } from '../express.ts'

const page = 'http://laptop.example:5173'

afterEach(() => void vi.restoreAllMocks())

/** Answers of the endpoints to such requests, one after the other, and what the process was warned of. */
async function touch(...requests: readonly Record<string, string>[]) {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const sessions = createSessions({ secret: 'a secret that is long enough for tests' })
  const port = await openPort(express().use('/session', sessionEndpoints(sessions)))
  const answers = []
  for (const headers of requests) {
    const url = `http://127.0.0.1:${port}/session/touch`
    const answer = await fetch(url, { method: 'POST', headers })
    answers.push({ status: answer.status, detail: (await answer.json()).detail })
  }
  return { answers, warn, host: `127.0.0.1:${port}` }
}

test('a page that a proxy has hidden is told what the proxy has to keep, and the server says so once', async () => {
  const { answers, warn, host } = await touch({ origin: page }, { origin: page })
  const refused = { status: 403, detail: expect.stringContaining('changeOrigin: false') }
  expect(answers).toEqual([refused, refused])
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.toSatisfy((text) =>
      [page, host, 'changeOrigin', 'allowedOrigins'].every((word) => text.includes(word)),
    ),
    { code: 'SOJOURN_ORIGIN_REFUSED' },
  )
})

test.each([
  {
    name: 'a browser has called foreign',
    headers: { origin: page, 'sec-fetch-site': 'cross-site' },
    status: 403,
  },
  { name: 'has no origin that could be named', headers: { origin: 'null' }, status: 403 },
  { name: 'is of no browser', headers: {}, status: 200 },
])('a request that $name is no matter of a proxy', async ({ headers, status }) => {
  const { answers, warn } = await touch(headers)
  expect(answers).toMatchObject([{ status }])
  expect(warn).not.toHaveBeenCalled()
})
