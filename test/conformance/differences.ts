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
    title: 'A change whose card is declined leaves a void order',
    reason:
      'The order is written before the bank is asked, so that no charge is ever without one (docs/decisions/008). Polar rolls it back; here it stays, void, and owes nothing.',
    checks: ['change.declined'],
  },
  {
    title: 'A customer may end a paused subscription',
    reason:
      'With a day on which it goes on by itself, Polar would charge somebody who wants to leave (docs/decisions/010).',
    checks: ['revoke.paused'],
  },
  {
    title: 'A payment that waits for the customer at their bank gives way to another card',
    reason:
      'Polar locks the order for up to an hour. Here what waits is called off at the processor before the other card is asked, so that nobody is stuck and nobody pays twice.',
    checks: ['B124'],
  },
  {
    title: 'A new card whose bank asks is confirmed twice',
    reason:
      'A typed card is put on record first, and the bank may ask about that: then the client calls confirm-payment again with the same token. With a card on record, one call is enough.',
    checks: ['retry.typed'],
  },
  {
    title: 'Access tokens have no scopes',
    reason: 'The one organization access token may do everything, so nothing answers 403 insufficient_scope.',
    checks: [],
  },
]
