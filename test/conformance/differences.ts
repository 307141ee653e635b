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
      'The order is written before the bank is asked, so that no charge is ever without one (decision 8). Polar rolls it back; here it stays, void, and owes nothing. What the seller changed beside the product in the same call stays, too.',
    checks: ['change.declined'],
  },
  {
    title: 'A purchase is written down before its bank is asked',
    reason:
      '`subscription.created` and `order.created` tell of a purchase that is still `incomplete` and `pending`; with the payment it is `subscription.updated` and `subscription.active`. One that is declined leaves a void order, and a subscription that never began and stands in no list (decision 8).',
    checks: [],
  },
  {
    title: 'A customer may end a paused subscription',
    reason:
      'With a day on which it goes on by itself, Polar would charge somebody who wants to leave (decision 10). Here `POST …/revoke` ends it, and also what is overdue though it is canceled already.',
    checks: ['revoke.paused'],
  },
  {
    title: 'Whoever leaves by the portal while a renewal is unpaid leaves at once',
    reason:
      "They are not charged for it, whatever grace the seller gives. Polar's own portal does so without grace; with it the card is tried until the end. Cancelling by Polar's calls is as there: `past_due` stays, and so do the tries.",
    checks: [],
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
      'Polar makes them a team, whose portal opens only for a member who is named: an app that names none locks them out with their own change. Here they hold the first seat as there, and the seller makes them a team when the app is ready for it. Until then a seat of theirs goes to a customer of its own address; of a team it goes to a member, as there.',
    checks: ['change.team'],
  },
  {
    title: 'What a customer bought goes over with the ownership',
    reason:
      'What comes with their own subscription or purchase is the owner’s, whoever that is: a new owner has it, with its licence key, and the one before has it no more. With Polar it stays with the member whom it was granted to.',
    checks: [],
  },
  {
    title: 'A new default card pays everything',
    reason:
      'Polar charges each subscription to the card that it was bought with. Here a card that becomes the default pays for all that runs from then on, as its customer means by it (decision 4).',
    checks: [],
  },
  {
    title: 'Nobody has one product twice',
    reason:
      'A checkout or a change that would lead to a second running subscription of the same product is refused, so that nobody pays twice for one thing (decision 5).',
    checks: [],
  },
  {
    title: 'Time in which nothing ran is not billed',
    reason:
      'As with Polar a new period begins where the old one ended, however late. But of several whole periods that passed while Verge stood still only the last one is billed, and what is more than sixty days late waits until its operator lets it go.',
    checks: [],
  },
  {
    title: 'A pause waits for what is owed',
    reason:
      'Where a renewal is unpaid when a pause is to begin, no other period is charged, and the pause begins once it is paid. Polar pauses, and the debt is asked for meanwhile.',
    checks: [],
  },
  {
    title: 'A card that is being charged stays',
    reason:
      'Until the bank has answered, removing it is refused with 409 `PaymentAlreadyInProgress`: the answer belongs to a card that is there.',
    checks: [],
  },
  {
    title: 'A card that fails at its bank is told of as such',
    reason:
      'Confirming a card whose bank said no is 400 `PaymentMethodSetupFailed`, as adding it is, and not 422: the customer reads what to do.',
    checks: [],
  },
  {
    title: 'Links to documents hold for ten minutes',
    reason:
      'Polar gives an hour. A link opens an invoice to whoever has it, browsers keep it in their history, and a new one is there at once.',
    checks: [],
  },
  {
    title: 'A mailbox gets a few codes an hour',
    reason:
      'Five in a quarter of an hour and ten in an hour for one address, whoever asks; then it is 429. Polar counts only who asks. Wrong codes are counted of all who guess together, too.',
    checks: [],
  },
  {
    title: 'A word that nobody knows is refused',
    reason:
      'Bodies and queries with a key that the operation does not have are 422, so that a misspelt wish is not taken for none. Polar passes over most of them. Every key that the official client can put into a query or a body is known, but for what is not here yet.',
    checks: [],
  },
  {
    title: 'What fits none of several shapes is told of once',
    reason:
      'Where a body may be of several kinds, as a change of a subscription, Polar tells for each kind why it is not that one. Here the problem is told once, of the whole.',
    checks: [],
  },
  {
    title: 'Renewals have no switch',
    reason:
      'An organization cannot be told to renew nothing: what is not to be renewed is canceled, or paused by its customer.',
    checks: [],
  },
  {
    title: 'Ids and instants are written in full',
    reason:
      'An id without its dashes, an instant without its offset and a page of more than nine digits are 422: what was meant is not guessed.',
    checks: [],
  },
  {
    title: 'Access goes back and forth a few times an hour',
    reason:
      'Customers may give one address access or another role five times in a quarter of an hour and ten in an hour, in all teams together, because each time is told by mail; then it is 429. Taking access away is never refused for it.',
    checks: [],
  },
  {
    title: 'The secret before a new one signs for a day, too',
    reason:
      'A webhook’s signatures are two then, the new one first. At Polar there is the new one alone, and what comes before the app has it is refused.',
    checks: [],
  },
  {
    title: 'Usage is counted and not charged',
    reason:
      'Meters count and show what was used, from the first event on. There are no prices by usage and no credits, so nothing is billed by it, and no count begins anew with a billing period.',
    isGap: true,
    checks: [],
  },
  {
    title: 'Seats that are bought once',
    reason:
      'Seats come with a subscription. A product that does not renew has a fixed price, and a checkout of one by seats is refused.',
    isGap: true,
    checks: [],
  },
  {
    title: 'A checkout that makes a free subscription a paid one',
    reason:
      '`subscription_id` of a checkout is refused with the reason: a free subscription is changed to another product itself.',
    isGap: true,
    checks: [],
  },
  {
    title: 'Teams without an address',
    reason: 'Every customer has an e-mail address, a team as well: one that is made without is refused.',
    isGap: true,
    checks: [],
  },
  {
    title: 'Pictures',
    reason:
      'Of products and of the seller: `medias` is empty and `avatar_url` is null or empty, and a file is taken as a download alone.',
    isGap: true,
    checks: [],
  },
  {
    title: 'Ways to pay that are no cards',
    reason: 'The sandbox, the only processor yet, takes cards alone.',
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
