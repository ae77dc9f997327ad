import { createRedirect } from '@sojourn/client/redirect'
import { createApp, h } from 'vue'
import { createRouter, createWebHistory, RouterView, useRoute } from 'vue-router'

const Shown = {
  setup() {
    const route = useRoute()
    return () => h('h1', `Route ${route.fullPath.split('#')[0]}`)
  },
}

const router = createRouter({
  history: createWebHistory('/app'),
  routes: [{ path: '/:path(.*)*', component: Shown }],
})
const redirect = createRedirect({
  router: { base: '/app', navigate: (path, { replace }) => (replace ? router.replace : router.push)(path) },
})

createApp(RouterView).use(router).mount(document.body)
Object.assign(window, { redirect })
