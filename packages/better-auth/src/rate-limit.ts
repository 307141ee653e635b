import type { BetterAuthPlugin } from 'better-auth'

/** What mints a session or sells something, a minute; Polar itself takes few of these. */
const opening = ['/customer/portal', '/customer/return', '/checkout']
const reading =
  /^\/(customer\/(state|(benefits|orders|subscriptions)\/list)|subscription\/(list|preview)|orders\/list|usage\/)/

/** What changes something; nobody cancels as often as they look. */
const acting = /^\/(subscription\/|invoice\/url)/

export const rateLimit = [
  { pathMatcher: (path) => opening.includes(path), window: 60, max: 20 },
  { pathMatcher: (path) => reading.test(path), window: 60, max: 120 },
  { pathMatcher: (path) => acting.test(path), window: 60, max: 20 },
  { pathMatcher: (path) => path === '/polar/webhooks', window: 1, max: 1_000 },
] satisfies BetterAuthPlugin['rateLimit']
