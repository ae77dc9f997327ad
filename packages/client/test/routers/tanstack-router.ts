import { createRedirect } from '@sojourn/client/redirect'
import { createRootRoute, createRouter, RouterProvider, useLocation } from '@tanstack/react-router'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'

function Shown() {
  const { pathname, searchStr } = useLocation()
  return createElement('h1', null, `Route ${pathname}${searchStr}`)
}

const routeTree = createRootRoute({ component: Shown, notFoundComponent: () => null })
const router = createRouter({ routeTree, basepath: '/app' })
const redirect = createRedirect({
  router: { base: '/app', navigate: (href, { replace }) => router.navigate({ href, replace }) },
})

createRoot(document.body).render(createElement(RouterProvider, { router }))
Object.assign(window, { redirect })
