import { expect, test } from 'vitest'
import { Browser, modules, recommended, serve } from './app.ts'

const paths: unknown[] = [undefined, null, '', '/', '/deeper', '/elsewhere']

type Where = 'in the option' | 'by a function' | 'in the session'
const cases = (['in the option', 'by a function', 'in the session'] as const).flatMap((where) =>
  paths.map((path): [unknown, Where] => [path, where]),
)

test.each(cases)('a cookie.path that is %j %s is what it is to express-session', async (path, where) => {
  const answers: unknown[] = []
  for (const module of Object.values(modules)) {
    const cookie = { path } as { path?: string }
    const option = {
      'in the option': { cookie },
      'by a function': { cookie: () => cookie },
      'in the session': {},
    }[where]
    const port = await serve(module({ ...recommended, ...option }), {
      '/deeper': ({ session }, response) => {
        if (session) session.count = Number(session.count ?? 0) + 1
        if (session && where === 'in the session') Object.assign(session.cookie, { path })
        response.end(`${session?.count}`)
      },
    })
    const browser = new Browser(port)
    for (const visit of [1, 2]) {
      const { status, body, setCookie } = await browser.get('/deeper')
      answers.push({ visit, status, body, setCookie: setCookie.map((text) => text.replace(/=[^;]*/, '')) })
    }
  }
  expect(answers.slice(2)).toEqual(answers.slice(0, 2))
  expect(answers).toContainEqual(expect.objectContaining({ status: 200 }))
})
