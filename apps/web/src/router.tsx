import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { HomePage } from '@/routes/index.tsx'
import { PricingPage } from '@/routes/pricing.tsx'
import { SettingsPage } from '@/routes/settings.tsx'
import { SignInPage } from '@/routes/sign-in.tsx'
import { SignUpPage } from '@/routes/sign-up.tsx'
import { SuccessPage } from '@/routes/success.tsx'
import { Frame, NotFoundPage } from '@/ui/frame.tsx'

const root = createRootRoute({ component: Frame, notFoundComponent: NotFoundPage })
const textOf = (value: unknown) => (typeof value === 'string' && value ? value : undefined)

export interface EntrySearch {
  /** The page to continue to. */
  next?: string
  /** The plan that was chosen on the way in. */
  plan?: string
}
const entrySearch = (search: Record<string, unknown>): EntrySearch => ({
  next: textOf(search.next),
  plan: textOf(search.plan),
})

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: HomePage }),
  createRoute({
    getParentRoute: () => root,
    path: '/pricing',
    component: PricingPage,
    validateSearch: entrySearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: SignInPage,
    validateSearch: entrySearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: SignUpPage,
    validateSearch: entrySearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    component: SettingsPage,
    validateSearch: (search): { portal?: string; subscription?: string; portal_result?: string } => ({
      portal: textOf(search.portal),
      subscription: textOf(search.subscription),
      portal_result: textOf(search.portal_result),
    }),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/success',
    component: SuccessPage,
    validateSearch: (search): { checkout_id?: string } => ({ checkout_id: textOf(search.checkout_id) }),
  }),
] as const

export const router = createRouter({ routeTree: root.addChildren(routes), defaultPreload: 'intent' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
