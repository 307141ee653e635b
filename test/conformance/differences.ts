/** Where our backend differs from Polar. `docs/polar-compatibility.md` tells the same, word for word. */
export interface Difference {
  title: string
  /** What is so here, and why. */
  reason: string
  /** Not a choice: it is only not here yet. */
  isGap?: true
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
    title: 'One webhook at a time to each endpoint',
    reason:
      'An endpoint is told one thing after the other, by one worker at a time, so that a slow receiver is not flooded and hears things in their order. Polar sends several at once.',
    checks: [],
  },
  {
    title: 'An answer of 410 ends the tries for that event',
    reason:
      'A receiver that says Gone is not asked again by itself; Polar tries it ten times. It can be sent again by hand.',
    checks: [],
  },
  {
    title: 'Webhooks to this machine, for trying things out',
    reason:
      'Where Verge serves its own machine alone, an endpoint may be on that machine and without https. Polar refuses both, and so does Verge with a database of its own or with `WEBHOOKS_TO_LOOPBACK=refuse`.',
    checks: [],
  },
  {
    title: 'A change whose card is declined leaves a void order',
    reason:
      'The order is written before the bank is asked, so that no charge is ever without one (decision 8). Polar rolls it back; here it stays, void, and owes nothing.',
    checks: ['change.declined'],
  },
  {
    title: 'A customer may end a paused subscription',
    reason:
      'With a day on which it goes on by itself, Polar would charge somebody who wants to leave (decision 10). Here `POST …/revoke` ends it.',
    checks: ['revoke.paused'],
  },
  {
    title: 'A payment that waits for the customer at their bank gives way to another card',
    reason:
      'Polar locks the order for up to an hour. Here what waits is called off at the processor before the other card is asked, so that nobody is stuck and nobody pays twice.',
    checks: ['B124'],
  },
  {
    title: 'Access tokens have no scopes',
    reason:
      'The one organization access token may do everything, so nothing answers 403 `insufficient_scope`. There is one organization, and its token stays with its operator.',
    checks: [],
  },
  {
    title: 'Haste is counted by each process',
    reason:
      'A token may ask a hundred times in a second, and an address may show sixty tokens a minute that nobody gave out; then it is 429 with `Retry-After`. Polar counts 500 a minute for all of its servers together. What guards codes and addresses is counted in the database here, for all processes.',
    checks: [],
  },
  {
    title: 'Whoever moves to seats stays the customer they are',
    reason:
      'Polar makes them a team, whose portal opens only for a member who is named: an app that names none locks them out with their own change. Here they hold the first seat as there, and the seller makes them a team when the app is ready for it.',
    checks: ['change.team'],
  },
  {
    title: 'Usage is counted and not charged',
    reason:
      'Meters count and show what was used, from the first event on. There are no prices by usage and no credits, so nothing is billed by it, and no count begins anew with a billing period.',
    isGap: true,
    checks: [],
  },
  {
    title: 'What comes with a product belongs to the customer',
    reason:
      'Polar grants a benefit to one member. Here every member of a customer sees what the customer has.',
    isGap: true,
    checks: [],
  },
]

/** As the document has them: `isGap` chooses which. */
export function listed(isGap: boolean): string {
  return differences
    .filter((one) => (one.isGap ?? false) === isGap)
    .map(({ title, reason, checks }) => {
      const seen = checks.length > 0 ? ` (${checks.map((id) => `\`${id}\``).join(', ')})` : ''
      return `- **${title}.** ${reason}${seen}`
    })
    .join('\n')
}
