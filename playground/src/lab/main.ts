import { byId, element } from '../dom.ts'
import { type HistoryList, readHistory } from './entries.ts'
import { showRedirectForm } from './redirect-form.ts'
import { noted } from './redirection.ts'

for (const section of document.querySelectorAll<HTMLElement>('[data-page]')) {
  section.hidden = section.dataset.page !== location.pathname
}
for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
  if (link.pathname === location.pathname) link.setAttribute('aria-current', 'page')
}

showRedirectForm()
byId('back', HTMLButtonElement).addEventListener('click', () => history.back())
// A page that comes back from the back/forward cache runs no script but this listener.
addEventListener('pageshow', ({ persisted }) => showHistory(persisted))

function showHistory(isRestored: boolean): void {
  const now = readHistory()
  const redirection = noted()
  byId('arrival', HTMLElement).textContent = arrivalOf(isRestored, now)
  byId('before', HTMLElement).hidden = redirection?.before === undefined
  showEntries('entries-before', redirection?.before)
  showEntries('entries-now', now)
  if (!redirection) return
  const { reason, history } = redirection
  byId('outcome', HTMLElement).textContent =
    `Redirected with the reason “${reason}” and the policy “${history}”. ${expectationOf(now)}`
}

function arrivalOf(isRestored: boolean, now: HistoryList | undefined): string {
  if (!now)
    return `This browser has no Navigation API; it only tells that there are ${history.length} entries.`
  const [navigation] = performance.getEntriesByType('navigation')
  const isTraversal =
    isRestored || (navigation instanceof PerformanceNavigationTiming && navigation.type === 'back_forward')
  return isTraversal
    ? 'You came here by Back or Forward.'
    : 'You came here by a link, a redirect or a reload.'
}

/** What Back will show, as the history itself tells. */
function expectationOf(now: HistoryList | undefined): string {
  if (!now) return ''
  const behind = now.paths[now.index - 1]
  if (behind === undefined) return 'Nothing of this site is behind you.'
  return behind === '/lab/private'
    ? 'The private page is still behind you: Back shows it.'
    : `The private page’s entry is gone: Back leads to ${behind}.`
}

function showEntries(id: string, list: HistoryList | undefined): void {
  const items = list?.paths.map((path, index) => {
    if (index !== list.index) return element('li', {}, path)
    return element('li', { 'aria-current': 'true' }, path, element('small', {}, 'shown'))
  })
  byId(id, HTMLElement).replaceChildren(...(items ?? []))
}
