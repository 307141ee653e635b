/** Where our backend differs from Polar on purpose, or has not what Polar has. `docs/polar-compatibility.md` tells the same. */
export interface Difference {
  title: string
  /** What is so here, and why. */
  reason: string
  /** The checks that fail for it, by their ids; none where it cannot be seen from outside. */
  checks: readonly string[]
}

export const differences: readonly Difference[] = [
  {
    title: 'Webhooks are tried for 75 hours',
    reason:
      'Ten tries, as with Polar, but spread over 75 hours instead of 35 minutes: a receiver that is down for a weekend misses nothing.',
    checks: [],
  },
  {
    title: 'One webhook at a time and endpoint, in order',
    reason:
      'The next one waits for the one before it, whatever its age. Polar lets an older one than a minute be overtaken; here a receiver never hears the newer state first.',
    checks: [],
  },
  {
    title: 'An answer of 410 ends deliveries for good',
    reason: 'A receiver that says Gone is not asked again, and its endpoint is turned off at once.',
    checks: [],
  },
  {
    title: 'Access tokens have no scopes',
    reason: 'The one organization access token may do everything, so nothing answers 403 insufficient_scope.',
    checks: [],
  },
]
