import { createRedirect } from '@sojourn/client/redirect'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { createHashRouter, RouterProvider, useLocation } from 'react-router'
import { createApp, h } from 'vue'
import { createRouter, createWebHashHistory, RouterView, useRoute } from 'vue-router'

// Two apps that route by the hash, one below `/react` and one below `/vue`. Neither tells the redirect of its router.

function ShownByReact() {
  const { pathname, search } = useLocation()
  return createElement('h1', null, `Route ${pathname}${search}`)
}

const ShownByVue = {
  setup() {
    const route = useRoute()
    return () => h('h1', `Route ${route.fullPath}`)
  },
}

if (location.pathname.startsWith('/react')) {
  const router = createHashRouter([{ path: '*', Component: ShownByReact }])
  createRoot(document.body).render(createElement(RouterProvider, { router }))
} else {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [{ path: '/:path(.*)*', component: ShownByVue }],
  })
  createApp(RouterView).use(router).mount(document.body)
}
Object.assign(window, { redirect: createRedirect() })
