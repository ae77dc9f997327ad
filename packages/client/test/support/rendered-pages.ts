import type { ActiveView } from '../../../contract/src/index.ts'
import { minute } from './durations.ts'

/** The view of somebody's stay of a quarter of an hour, ten minutes before its end. */
export function viewOf(name: string): ActiveView<{ user: { name: string } }> {
  const now = 1_600_000_000_000
  return {
    status: 'active',
    id: `stay-of-${name}`,
    data: { user: { name } },
    createdAt: now,
    expiresAt: now + 10 * minute,
    endsAt: null,
    maxAge: 10 * minute,
    originalMaxAge: 15 * minute,
    renewEvery: minute,
    version: 1,
    now,
  }
}

/**
 * A page that shows the name and what is left, as each framework renders it on a server. There a test holds these lines; in
 * the browser hydration starts from them.
 */
export const renderedPages = {
  react: (name: string, left: number = 10 * minute): string => `<p>${name}</p><b>${left}</b>`,
  vue: (name: string, left: number = 10 * minute): string => `<main><p>${name}</p><b>${left}</b></main>`,
  svelte: (name: string, left: number = 10 * minute): string =>
    `<!--[--><main><!--[-1--><p>${name}</p><!--]--><!----><b>${left}</b><!----><!--[-1--><!--]--></main><!--]-->`,
  solid: (name: string, left: number = 10 * minute): string =>
    `<p data-hk="0000">${name}</p><b data-hk="0010">${left}</b>`,
}
