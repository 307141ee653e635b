import type { Everybody, Who } from './everybody.ts'

/** Where a page is, and who looks; a whole address where it belongs to nobody's portal. */
interface Place {
  as?: Who
  at: string
}

/** Why a route is looked at nowhere by itself. */
export const leadsOn = 'It leads on and shows nothing.'
export const isFile = 'It answers with a file.'
export const goesOnByItself = 'It goes on to the next page by itself.'

/**
 * Every page of the portal and of the checkout, each with somebody who sees something on it. Whoever adds a route adds it
 * here: `table.test.ts` fails otherwise, and axe, both widths and both schemes see it from then on.
 */
export const pages: Record<string, ((all: Everybody) => Place[]) | string> = {
  '/': ({ ada, grace, linus, joan, maria, alan, noa, paula, tess, mia, sam }) =>
    [ada, grace, linus, joan, maria, alan, noa, paula, tess, mia, sam].map((as) => ({ as, at: '' })),
  '/back': leadsOn,
  '/subscriptions/{id}': ({ ada, adas, linus, linuss, grace, graces, alan, alans, tess, tesss, mia }) => [
    { as: ada, at: `/subscriptions/${adas.subscription}` },
    { as: linus, at: `/subscriptions/${linuss.subscription}` },
    { as: grace, at: `/subscriptions/${graces.subscription}` },
    { as: alan, at: `/subscriptions/${alans.subscription}` },
    { as: tess, at: `/subscriptions/${tesss.subscription}` },
    { as: mia, at: `/subscriptions/${tesss.subscription}` },
  ],
  '/subscriptions/{id}/cancel': ({ ada, adas, linus, linuss, paula, paulas, tess, tesss, mia }) => [
    { as: ada, at: `/subscriptions/${adas.subscription}/cancel` },
    { as: linus, at: `/subscriptions/${linuss.subscription}/cancel` },
    { as: paula, at: `/subscriptions/${paulas.subscription}/cancel` },
    { as: tess, at: `/subscriptions/${tesss.subscription}/cancel` },
    { as: mia, at: `/subscriptions/${tesss.subscription}/cancel` },
  ],
  '/subscriptions/{id}/stay': ({ ada, adas, linus, linuss }) => [
    { as: ada, at: `/subscriptions/${adas.subscription}/stay` },
    { as: linus, at: `/subscriptions/${linuss.subscription}/stay` },
  ],
  '/subscriptions/{id}/withdraw': ({ tess, tesss, ada, adas }) => [
    { as: tess, at: `/subscriptions/${tesss.subscription}/withdraw` },
    { as: ada, at: `/subscriptions/${adas.subscription}/withdraw` },
  ],
  '/receipts/{id}': ({ grace, graces }) => [{ as: grace, at: `/receipts/${graces.receipt}` }],
  '/receipts/{id}/receipt.pdf': isFile,
  '/receipts/{id}/receipt.txt': isFile,
  '/receipts/{id}/receipt.json': isFile,
  '/subscriptions/{id}/resubscribe': ({ alan, alans }) => [
    { as: alan, at: `/subscriptions/${alans.subscription}/resubscribe` },
  ],
  '/subscriptions/{id}/activate': goesOnByItself,
  '/subscriptions/{id}/change': ({ ada, adas, paula, paulas }) => [
    { as: ada, at: `/subscriptions/${adas.subscription}/change` },
    { as: paula, at: `/subscriptions/${paulas.subscription}/change` },
  ],
  '/subscriptions/{id}/change/return': goesOnByItself,
  '/subscriptions/{id}/seats': ({ tess, tesss }) => [
    { as: tess, at: `/subscriptions/${tesss.subscription}/seats` },
    { as: tess, at: `/subscriptions/${tesss.subscription}/seats?seats=5` },
  ],
  '/subscriptions/{id}/pause': ({ ada, adas }) => [
    { as: ada, at: `/subscriptions/${adas.subscription}/pause` },
  ],
  '/subscriptions/{id}/resume': ({ paula, paulas }) => [
    { as: paula, at: `/subscriptions/${paulas.subscription}/resume` },
  ],
  '/subscriptions/{id}/people': ({ tess, tesss }) => [
    { as: tess, at: `/subscriptions/${tesss.subscription}/people` },
  ],
  '/subscriptions/{id}/people/{seat}/free': ({ tess, tesss }) => [
    { as: tess, at: `/subscriptions/${tesss.subscription}/people/${tesss.seat}/free` },
  ],
  '/people': ({ tess }) => [{ as: tess, at: '/people' }],
  '/people/{id}/owner': ({ tess, tesss }) => [{ as: tess, at: `/people/${tesss.member}/owner` }],
  '/people/{id}/remove': ({ tess, tesss }) => [{ as: tess, at: `/people/${tesss.member}/remove` }],
  '/orders': ({ ada, linus, noa }) => [
    { as: ada, at: '/orders' },
    { as: linus, at: '/orders' },
    { as: noa, at: '/orders' },
  ],
  '/orders/{id}': ({ ada, adas, linus, linuss, olga, olgas }) => [
    { as: ada, at: `/orders/${adas.order}` },
    { as: linus, at: `/orders/${linuss.order}` },
    { as: olga, at: `/orders/${olgas.order}` },
  ],
  '/orders/{id}/pay': ({ linus, linuss }) => [{ as: linus, at: `/orders/${linuss.order}/pay` }],
  '/orders/{id}/withdraw': ({ olga, olgas, ada, adas }) => [
    { as: olga, at: `/orders/${olgas.order}/withdraw` },
    { as: ada, at: `/orders/${adas.order}/withdraw` },
  ],
  '/orders/{id}/pay/return': goesOnByItself,
  '/orders/{id}/invoice': ({ ada, adas }) => [{ as: ada, at: `/orders/${adas.order}/invoice` }],
  '/orders/{id}/invoice.pdf': isFile,
  '/orders/{id}/receipt.pdf': isFile,
  '/payment-methods': ({ ada, linus, noa }) => [
    { as: ada, at: '/payment-methods' },
    { as: linus, at: '/payment-methods' },
    { as: noa, at: '/payment-methods' },
  ],
  '/payment-methods/add': ({ ada, linus }) => [
    { as: ada, at: '/payment-methods/add' },
    { as: linus, at: '/payment-methods/add' },
  ],
  '/payment-methods/add/return': goesOnByItself,
  '/payment-methods/{id}/default': ({ ada, adas, linus, linuss }) => [
    { as: ada, at: `/payment-methods/${adas.card}/default` },
    { as: linus, at: `/payment-methods/${linuss.card}/default` },
  ],
  '/payment-methods/{id}/remove': ({ ada, adas }) => [
    { as: ada, at: `/payment-methods/${adas.card}/remove` },
  ],
  '/activity': ({ ada, noa }) => [
    { as: ada, at: '/activity' },
    { as: noa, at: '/activity' },
  ],
  '/billing': ({ ada, tess, mia }) => [
    { as: ada, at: '/billing' },
    { as: tess, at: '/billing' },
    { as: mia, at: '/billing' },
  ],
  '/billing/data': isFile,
  '/billing/data.zip': isFile,
  '/billing/erase': ({ ada, grace, alan }) => [ada, grace, alan].map((as) => ({ as, at: '/billing/erase' })),
  // Before the data a code is asked for.
  '/confirm': ({ ada }) => [{ as: ada, at: '/billing/data' }],
  '/downloads/{id}': leadsOn,
  '/keys/{id}': ({ ada, adas }) => [{ as: ada, at: `/keys/${adas.key}` }],
  '/keys/{id}/activations/{activation}/deactivate': ({ ada, adas }) => [
    { as: ada, at: `/keys/${adas.key}/activations/${adas.activation}/deactivate` },
  ],
  '/keys/{id}/replace': ({ ada, adas }) => [{ as: ada, at: `/keys/${adas.key}/replace` }],

  // Without a session.
  '/:slug/portal': goesOnByItself,
  '/:slug/portal/sign-in': ({ linus }) => [
    { as: linus, at: '/sign-in' },
    { at: '/verge/portal/sign-in' },
    { at: '/verge/portal/sign-in?signed_out' },
  ],
  '/:slug/portal/sign-in/code':
    'It needs an address that was typed before: `accessibility.spec.ts` types one.',
  '/:slug/portal/erased': () => [{ at: '/verge/portal/erased' }],
  '/:slug/portal/claim': ({ invitation }) => [
    { at: invitation },
    { at: '/verge/portal/claim?invitation_token=x' },
  ],
  '/:slug/portal/verify-email': () => [{ at: '/verge/portal/verify-email?token=nobodys' }],
  '/:slug/cancel': () => [{ at: '/verge/cancel' }],
  '/:slug/withdraw': () => [{ at: '/verge/withdraw' }],
  '/:slug/cancel/confirm': ({ declaration }) => [
    { at: declaration },
    { at: '/verge/cancel/confirm?token=x' },
  ],
  '/:slug/withdraw/confirm': () => [{ at: '/verge/withdraw/confirm?token=x' }],
  '/:slug/verify': () => [{ at: '/verge/verify' }],
  '/:slug/.well-known/jwks.json': isFile,
  '/checkout/:secret': ({ checkout }) => [{ at: checkout }],
  '/checkout/:secret/pay': ({ reviewed }) => [{ at: reviewed }],
  '/checkout/:secret/return': goesOnByItself,
  '/checkout/:secret/confirmation': leadsOn,
}
