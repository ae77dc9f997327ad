import type { ActiveView } from '../../../contract/src/index.ts'

/** The view of somebody's stay of a quarter of an hour, ten minutes before its end. */
export function viewOf(name: string): ActiveView<{ user: { name: string } }> {
  const now = 1_600_000_000_000
  return {
    status: 'active',
    id: `stay-of-${name}`,
    data: { user: { name } },
    createdAt: now,
    expiresAt: now + 600_000,
    endsAt: null,
    maxAge: 600_000,
    originalMaxAge: 900_000,
    renewEvery: 60_000,
    version: 1,
    now,
  }
}

/**
 * A page that shows the name and what is left, as each framework renders it on a server. There a test holds these lines; in
 * the browser hydration starts from them.
 */
export const renderedPages = {
  react: (name: string): string => `<p>${name}</p><b>600000</b>`,
  vue: (name: string): string => `<main><p>${name}</p><b>600000</b></main>`,
  svelte: (name: string): string =>
    `<!--[--><main><!--[-1--><p>${name}</p><!--]--><!----><b>600000</b><!----><!--[-1--><!--]--></main><!--]-->`,
  solid: (name: string): string => `<p data-hk="0000">${name}</p><b data-hk="0010">600000</b>`,
}
