import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Response, Router } from 'express'
import { Marked, Renderer } from 'marked'

const root = fileURLToPath(new URL('../../', import.meta.url))
const shell = new URL('../guide.html', import.meta.url)

const renderer = new Renderer()
const { code, table } = renderer
// The names by which links find a heading, as GitHub makes them.
renderer.heading = (html, level, raw) => `<h${level} id="${slugOf(raw)}">${html}</h${level}>\n`
// What is too wide scrolls, by the keyboard too.
renderer.code = (...block) => code(...block).replace('<pre>', '<pre tabindex="0">')
renderer.table = (...parts) =>
  `<div class="wide" role="group" aria-label="Table" tabindex="0">${table(...parts).replaceAll('<th></th>', '<td></td>')}</div>\n`
const marked = new Marked({ renderer })

/** The README and `docs/`, as pages: whoever runs the playground has them, with or without a network. */
export function guide(): Router {
  const router = Router()
  router.get(/^\/([A-Z]+|docs\/[\w/-]+)\.md$/, async (req, res, next) => {
    const file = join(root, req.path)
    if (existsSync(file)) await sendPage(res, await readFile(file, 'utf8'))
    else next()
  })
  router.get('/docs/decisions', async (_req, res) => {
    await sendPage(res, `# Decisions\n\n${await linksTo('docs/decisions')}`)
  })
  router.get('/LICENSE', (_req, res) => res.type('text').sendFile('LICENSE', { root }))
  // The pictures.
  router.use('/docs', express.static(join(root, 'docs'), { redirect: false }))
  return router
}

async function sendPage(res: Response, markdown: string): Promise<void> {
  const parts: Readonly<Record<string, string>> = {
    title: titleOf(markdown),
    contents: await marked.parse(await linksTo('docs/guide')),
    page: await marked.parse(markdown),
  }
  const html = await readFile(shell, 'utf8')
  res.type('html').send(html.replace(/<!--(\w+)-->/g, (_mark, name: string) => parts[name] ?? ''))
}

/** A list in Markdown of the pages in a folder. */
async function linksTo(folder: string): Promise<string> {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.md'))
  const links = names.map(async (name) => {
    const title = titleOf(await readFile(join(root, folder, name), 'utf8'))
    return `- [${title}](/${folder}/${name})`
  })
  return (await Promise.all(links)).join('\n')
}

function titleOf(markdown: string): string {
  return markdown.match(/^# (.+)$/m)?.[1] ?? 'Sojourn'
}

function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
