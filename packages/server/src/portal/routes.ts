import { activityPage } from './activity/page.tsx'
import { download } from './benefits/download.ts'
import { deactivate, replaceKey } from './benefits/key-actions.ts'
import { deactivationPage, keyPage, replacementPage } from './benefits/key-page.tsx'
import { downloadData, downloadTables } from './billing/data.ts'
import {
  billingPage,
  changeEmail,
  saveBilling,
  signOutElsewhere,
  signOutEverywhere,
} from './billing/page.tsx'
import { confirm, confirmationPage, sendConfirmation } from './confirmation/page.tsx'
import { cancel, giveReason, reactivate } from './cancellation/action.ts'
import { cancellationPage } from './cancellation/page.tsx'
import { stay, stayPage } from './cancellation/stay.tsx'
import { erase, erasurePage } from './erasure/page.tsx'
import { correctBilling } from './orders/billing-form.tsx'
import { downloadInvoice, downloadReceipt } from './orders/documents.ts'
import { invoicePage } from './orders/invoice-page.tsx'
import { orderList } from './orders/list-page.tsx'
import { orderPage } from './orders/page.tsx'
import { payPage, paymentReturn } from './orders/pay-page.tsx'
import { concludePayment, payOrder } from './orders/pay.ts'
import { addMember, giveRole, removeMember } from './people/actions.ts'
import { amongPeople } from './people/among.ts'
import { forBilling } from './people/for-billing.ts'
import { memberRemovalPage, ownerPage, peoplePage } from './people/page.tsx'
import { freeSeat, inviteToSeat, resendToSeat, seatFreeingPage, seatHoldersPage } from './seats/people.tsx'
import { overview } from './overview/page.tsx'
import { makeDefault, removeCard } from './payment-methods/actions.ts'
import { addPage, additionReturn, saveCard } from './payment-methods/add.tsx'
import { defaultPage } from './payment-methods/default-page.tsx'
import { paymentMethods } from './payment-methods/page.tsx'
import { removalPage } from './payment-methods/removal-page.tsx'
import { pause, resume, takePauseBack } from './pause/action.ts'
import { pausePage } from './pause/page.tsx'
import { resumptionPage } from './pause/resumption-page.tsx'
import { changePlan, changeReturn, changeSeats, concludeChange, undoChange } from './plan-change/action.ts'
import { planPage } from './plan-change/page.tsx'
import { seatsPage } from './plan-change/seats-page.tsx'
import { activationPage } from './resubscription/activate-page.ts'
import { activate, buyAgain } from './resubscription/action.ts'
import { resubscriptionPage } from './resubscription/page.tsx'
import {
  downloadReceiptJson,
  downloadReceiptPdf,
  downloadReceiptText,
  receiptPage,
} from './receipts/page.tsx'
import { subscriptionPage } from './subscriptions/page.tsx'
import type { Action, Page } from './visit.ts'
import { goBack } from './way-back/page.ts'
import { purchaseWithdrawal } from './withdrawal/purchase.ts'
import { subscriptionWithdrawal } from './withdrawal/subscription.ts'

export interface Route {
  /** Below `/{organization}/portal`. */
  path: string
  page?: Page
  action?: Action
}

/** Only what can be an id reaches a page. */
const uuid = '{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}}'

/** As the router takes it. */
export const patternOf = (path: string) => path.replace(/\{(id|seat|activation)\}/g, `:$1${uuid}`)

/** Every page of a signed-in customer: GET shows it, POST acts and leads on. */
export const routes: readonly Route[] = [
  { path: '/', page: overview },
  { path: '/back', page: goBack },
  { path: '/subscriptions/{id}', page: subscriptionPage },
  { path: '/subscriptions/{id}/cancel', page: forBilling(cancellationPage), action: cancel },
  { path: '/subscriptions/{id}/stay', page: forBilling(stayPage), action: stay },
  { path: '/subscriptions/{id}/reason', action: giveReason },
  { path: '/subscriptions/{id}/reactivate', action: reactivate },
  {
    path: '/subscriptions/{id}/withdraw',
    page: forBilling(subscriptionWithdrawal.page),
    action: subscriptionWithdrawal.action,
  },
  { path: '/receipts/{id}', page: receiptPage },
  { path: '/receipts/{id}/receipt.pdf', page: downloadReceiptPdf },
  { path: '/receipts/{id}/receipt.txt', page: downloadReceiptText },
  { path: '/receipts/{id}/receipt.json', page: downloadReceiptJson },
  { path: '/subscriptions/{id}/resubscribe', page: forBilling(resubscriptionPage), action: buyAgain },
  { path: '/subscriptions/{id}/activate', page: activationPage, action: activate },
  { path: '/subscriptions/{id}/change', page: forBilling(planPage), action: changePlan },
  { path: '/subscriptions/{id}/change/return', page: changeReturn, action: concludeChange },
  { path: '/subscriptions/{id}/change/undo', action: undoChange },
  { path: '/subscriptions/{id}/seats', page: forBilling(seatsPage), action: changeSeats },
  { path: '/subscriptions/{id}/pause', page: forBilling(pausePage), action: pause },
  { path: '/subscriptions/{id}/pause/undo', action: takePauseBack },
  { path: '/subscriptions/{id}/resume', page: forBilling(resumptionPage), action: resume },
  { path: '/subscriptions/{id}/people', page: forBilling(seatHoldersPage), action: inviteToSeat },
  { path: '/subscriptions/{id}/people/{seat}/resend', action: resendToSeat },
  { path: '/subscriptions/{id}/people/{seat}/free', page: forBilling(seatFreeingPage), action: freeSeat },
  { path: '/downloads/{id}', page: download },
  { path: '/keys/{id}', page: keyPage },
  { path: '/keys/{id}/replace', page: replacementPage, action: replaceKey },
  { path: '/keys/{id}/activations/{activation}/deactivate', page: deactivationPage, action: deactivate },
  { path: '/people', page: amongPeople(peoplePage), action: amongPeople(addMember) },
  { path: '/people/{id}/owner', page: amongPeople(ownerPage), action: amongPeople(giveRole('owner')) },
  { path: '/people/{id}/billing_manager', action: amongPeople(giveRole('billing_manager')) },
  { path: '/people/{id}/member', action: amongPeople(giveRole('member')) },
  { path: '/people/{id}/remove', page: amongPeople(memberRemovalPage), action: amongPeople(removeMember) },
  { path: '/orders', page: orderList },
  { path: '/orders/{id}', page: orderPage },
  { path: '/orders/{id}/billing', action: correctBilling },
  { path: '/orders/{id}/pay', page: payPage, action: payOrder },
  { path: '/orders/{id}/pay/return', page: paymentReturn, action: concludePayment },
  {
    path: '/orders/{id}/withdraw',
    page: forBilling(purchaseWithdrawal.page),
    action: purchaseWithdrawal.action,
  },
  { path: '/orders/{id}/invoice', page: invoicePage },
  { path: '/orders/{id}/invoice.pdf', page: downloadInvoice },
  { path: '/orders/{id}/receipt.pdf', page: downloadReceipt },
  { path: '/payment-methods', page: paymentMethods },
  { path: '/payment-methods/add', page: addPage },
  { path: '/payment-methods/add/return', page: additionReturn, action: saveCard },
  { path: '/payment-methods/{id}/default', page: defaultPage, action: makeDefault },
  { path: '/payment-methods/{id}/remove', page: removalPage, action: removeCard },
  { path: '/activity', page: activityPage },
  { path: '/confirm', page: confirmationPage, action: sendConfirmation },
  { path: '/confirm/code', action: confirm },
  { path: '/billing', page: billingPage, action: saveBilling },
  { path: '/billing/email', action: changeEmail },
  { path: '/billing/sessions', action: signOutEverywhere },
  { path: '/billing/sessions/{id}/end', action: signOutElsewhere },
  { path: '/billing/data', page: downloadData },
  { path: '/billing/data.zip', page: downloadTables },
  { path: '/billing/erase', page: erasurePage, action: erase },
]

/** Where the form of an action stands: on its own page, or on the nearest above. */
export function pageAt(path: string): Page {
  const page = routes.find((route) => route.path === path)?.page
  return page ?? pageAt(path.slice(0, path.lastIndexOf('/')) || '/')
}
