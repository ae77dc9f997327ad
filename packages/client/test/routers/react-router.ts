import { createRedirect } from '@sojourn/client/redirect'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider, useLocation } from 'react-router'

function Shown() {
  const { pathname, search } = useLocation()
  return createElement('h1', null, `Route ${pathname}${search}`)
}

const router = createBrowserRouter([{ path: '*', Component: Shown }], { basename: '/app' })
const redirect = createRedirect({ router: { base: '/app', navigate: router.navigate } })

createRoot(document.body).render(createElement(RouterProvider, { router }))
Object.assign(window, { redirect })
