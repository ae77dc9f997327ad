import { fetchPlace } from './api.ts'
import { byId, element } from './dom.ts'
import { type Kind, kinds, type Outcomes, requests, runParallelWrites } from './parallel-run.ts'
import { session } from './session.ts'

interface Writer {
  readonly name: string
  /** Below `/api/parallel/`. */
  readonly path: string
  readonly labels: Readonly<Record<Kind, string>>
  /** Whether it writes to the session of who is signed in. */
  readonly needsSignIn: boolean
  /** Whether its sessions are in the store that all processes share. */
  readonly isShared: boolean
}

const labels = {
  keys: 'Each writes a key of its own',
  append: 'Each appends to one array',
  assign: 'All set one key',
}

const writers: readonly Writer[] = [
  {
    name: 'Sojourn',
    path: 'sojourn',
    labels: { ...labels, update: 'Each adds 1, with update()' },
    needsSignIn: true,
    isShared: true,
  },
  {
    name: 'express-session',
    path: 'express-session',
    labels: { ...labels, update: 'Each adds 1, with += 1' },
    needsSignIn: false,
    isShared: false,
  },
]

/** One panel per session middleware; `say` is told each result. */
export async function showParallelWrites(say: (text: string) => void): Promise<void> {
  const { name, peers } = await fetchPlace()
  const processes = peers.length === 0 ? '' : ` Its writes go through ${peers.length + 1} processes.`
  byId('store', HTMLElement).textContent = `Sojourn keeps the sessions in ${name}.${processes}`
  byId('writers', HTMLElement).append(...writers.map((writer) => panelOf(writer, peers, say)))
}

function panelOf(writer: Writer, peers: readonly string[], say: (text: string) => void): HTMLElement {
  const { name, path, labels, isShared } = writer
  const button = element('button', { type: 'button' }, `Send ${requests} of each`)
  const problem = element('p', { class: 'problem', role: 'alert' })
  const list = element('ul', {}, ...kinds.map((kind) => rowOf(labels[kind], 'not sent yet', 'pending')))

  let isRunning = false
  button.addEventListener('click', async () => {
    // Not `disabled`, which would take the keyboard's focus away.
    if (isRunning) return
    isRunning = true
    problem.textContent = ''
    try {
      const result = await runParallelWrites(path, isShared ? peers : [])
      list.replaceChildren(...kinds.map((kind) => resultRow(labels[kind], kind, result)))
      say(`${name}: ${kinds.map((kind) => `${labels[kind]}: ${outcomeOf(kind, result)}`).join('. ')}.`)
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error)
    } finally {
      isRunning = false
    }
  })
  if (writer.needsSignIn) offerToSignedIn(button)

  const title = element('h3', { id: `writer-${path}` }, name)
  const head = element('div', { class: 'card-head' }, title, button)
  return element('section', { class: 'writer', 'aria-labelledby': title.id }, head, list, problem)
}

function offerToSignedIn(button: HTMLButtonElement): void {
  const offer = button.textContent
  const update = (): void => {
    button.disabled = session.getSnapshot().status !== 'active'
    button.textContent = button.disabled ? 'Sign in first' : offer
  }
  session.subscribe(update)
  update()
}

function outcomeOf(kind: Kind, result: Outcomes): string {
  if (kind === 'assign') return `request ${result.winner} won`
  const kept = result[kind]
  return kept === requests ? `all ${requests} kept` : `${kept} kept, ${requests - kept} lost`
}

function resultRow(label: string, kind: Kind, result: Outcomes): HTMLElement {
  const outcome = outcomeOf(kind, result)
  if (kind === 'assign') return rowOf(label, outcome)
  const row = rowOf(label, outcome, result[kind] < requests ? 'lost' : 'kept')
  const dots = Array.from({ length: requests }, (_, index) =>
    element('i', index < result[kind] ? { class: 'kept' } : {}),
  )
  row.append(element('div', { class: 'dots', 'aria-hidden': 'true' }, ...dots))
  return row
}

function rowOf(label: string, outcome: string, tone = 'kept'): HTMLElement {
  return element('li', {}, element('span', {}, label), element('span', { class: `outcome ${tone}` }, outcome))
}
