/** A fenced block of a page. */
export interface Snippet {
  /** The first word after the fence: `ts`, `sh`, … */
  readonly language: string
  /** The words after it: `run`, `continued`, or a file name that other snippets of the page import. */
  readonly marks: readonly string[]
  readonly code: string
  /** Where the code starts in the page, from 1. */
  readonly line: number
}

/** The fenced blocks of a Markdown page. What a list indents is taken as it stands. */
export function snippetsOf(page: string): Snippet[] {
  const lines = page.split('\n')
  const snippets: Snippet[] = []
  let open: { fence: string; info: string; start: number } | undefined
  for (const [index, line] of lines.entries()) {
    const [, fence, info] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    if (fence === undefined || info === undefined) continue
    if (open === undefined) {
      open = { fence, info, start: index + 1 }
    } else if (fence.startsWith(open.fence) && info.trim() === '') {
      const [language = '', ...marks] = open.info.trim().split(/\s+/)
      snippets.push({
        language,
        marks,
        code: lines.slice(open.start, index).join('\n'),
        line: open.start + 1,
      })
      open = undefined
    }
  }
  return snippets
}

/** A snippet as the module that is checked and run. */
export interface SnippetModule {
  readonly fileName: string
  readonly code: string
  readonly isRun: boolean
  /** Line of the page on which line 1 of the code stands; what it continues comes before. */
  readonly firstLine: number
}

/** What a fence is checked as; of a component of Vue or Svelte that is its script. */
const checkedAs: Readonly<Record<string, string>> = {
  ts: 'ts',
  tsx: 'tsx',
  js: 'js',
  vue: 'ts',
  svelte: 'ts',
}

/**
 * The modules of a page: each fence of code is one, named by a mark (`ts server.ts`) where others import it.
 * `continued` puts the module before it in front, so that a page can tell a program in steps.
 */
export function modulesOf(page: string): SnippetModule[] {
  const modules: SnippetModule[] = []
  for (const { language, marks, code, line } of snippetsOf(page)) {
    const extension = checkedAs[language]
    if (extension === undefined) continue
    const name = marks.find((mark) => mark.endsWith(`.${extension}`)) ?? `line-${line}.${extension}`
    const before = marks.includes('continued') ? modules.at(-1) : undefined
    const start = before === undefined ? '' : `${before.code}\n`
    modules.push({
      fileName: name,
      code: start + (language === extension ? code : scriptOf(code)),
      isRun: marks.includes('run'),
      firstLine: line - (start.split('\n').length - 1),
    })
  }
  return modules
}

/** A component's script in TypeScript, a module in any case, on the lines on which it stands. */
function scriptOf(component: string): string {
  const [, before = '', script = ''] = /^(.*?<script [^>]*lang="ts">)(.*?)<\/script>/s.exec(component) ?? []
  return `${before.replaceAll(/[^\n]/g, '')}${script}\nexport {}`
}

/** The npm commands of a page's `sh` fences, as `[command, first argument]`; a mark says that they are those of another app. */
export function npmCommandsOf(page: string): [string, string | undefined][] {
  return snippetsOf(page)
    .filter(({ language, marks }) => language === 'sh' && marks.length === 0)
    .flatMap(({ code }) => [...code.replaceAll(/#.*/g, '').matchAll(/\bnpm +([a-z]+)(?: +(\S+))?/g)])
    .map(([, command = '', argument]) => [command, argument])
}
