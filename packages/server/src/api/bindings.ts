import * as activityContract from '@verge/polar/contract/activity'
import * as benefitContract from '@verge/polar/contract/benefits'
import * as keyContract from '@verge/polar/contract/license-keys'
import * as checkoutContract from '@verge/polar/contract/checkouts'
import * as sessionContract from '@verge/polar/contract/customer-sessions'
import * as customerContract from '@verge/polar/contract/customers'
import * as discountContract from '@verge/polar/contract/discounts'
import * as downloadableContract from '@verge/polar/contract/downloadables'
import * as fileContract from '@verge/polar/contract/files'
import * as leavingContract from '@verge/polar/contract/leaving'
import * as memberContract from '@verge/polar/contract/members'
import * as meterContract from '@verge/polar/contract/meters'
import * as orderContract from '@verge/polar/contract/orders'
import * as organizationContract from '@verge/polar/contract/organizations'
import * as overdueContract from '@verge/polar/contract/overdue-payments'
import * as methodContract from '@verge/polar/contract/payment-methods'
import * as portalContract from '@verge/polar/contract/portal-customers'
import * as returnContract from '@verge/polar/contract/portal-returns'
import * as productContract from '@verge/polar/contract/products'
import * as receiptContract from '@verge/polar/contract/receipts'
import * as refundContract from '@verge/polar/contract/refunds'
import * as seatContract from '@verge/polar/contract/seats'
import * as ownSubscriptionContract from '@verge/polar/contract/own-subscriptions'
import * as statementContract from '@verge/polar/contract/statements'
import * as subscriptionContract from '@verge/polar/contract/subscriptions'
import * as walletContract from '@verge/polar/contract/wallets'
import * as webhookContract from '@verge/polar/contract/webhooks'
import { getTimeline, listActivity } from '../operations/activity/list.ts'
import * as benefits from '../operations/benefits/benefits.ts'
import * as grants from '../operations/benefits/grants.ts'
import * as keys from '../operations/license-keys/read.ts'
import * as keyRotation from '../operations/license-keys/rotate.ts'
import * as keyUse from '../operations/license-keys/use.ts'
import { updateProductBenefits } from '../operations/benefits/of-product.ts'
import { confirmClientCheckout } from '../operations/checkouts/confirm.ts'
import { getRenewalConsent } from '../operations/checkouts/renewal-consent.ts'
import { createCheckout } from '../operations/checkouts/create.ts'
import { bySecret } from '../operations/checkouts/load.ts'
import * as checkouts from '../operations/checkouts/get.ts'
import { listCheckouts } from '../operations/checkouts/list.ts'
import { updateCheckout } from '../operations/checkouts/update-offer.ts'
import { updateClientCheckout } from '../operations/checkouts/update.ts'
import * as createSession from '../operations/customer-sessions/create.ts'
import * as currentSession from '../operations/customer-sessions/current.ts'
import { openLink } from '../operations/customer-sessions/open-link.ts'
import { createCustomer } from '../operations/customers/create.ts'
import * as deletion from '../operations/customers/delete.ts'
import { eraseCustomer } from '../operations/customers/erase.ts'
import { exportCustomer } from '../operations/customers/export.ts'
import { exportCustomerTables } from '../operations/customers/export-tables.ts'
import * as customers from '../operations/customers/get.ts'
import { listCustomers } from '../operations/customers/list.ts'
import * as portalCustomer from '../operations/customers/portal.ts'
import * as state from '../operations/customers/state.ts'
import * as customerUpdate from '../operations/customers/update.ts'
import { requestEmailUpdate } from '../operations/email-change/request.ts'
import { checkEmailUpdate, verifyEmailUpdate } from '../operations/email-change/verify.ts'
import { createDiscount } from '../operations/discounts/create.ts'
import * as discounts from '../operations/discounts/get.ts'
import { getSubscriptionDiscount } from '../operations/discounts/of-subscription.ts'
import * as discountUpdate from '../operations/discounts/update.ts'
import { followDownload } from '../operations/downloadables/follow.ts'
import { listDownloadables } from '../operations/downloadables/list.ts'
import * as fileChange from '../operations/files/change.ts'
import { completeFile } from '../operations/files/complete.ts'
import { createFile } from '../operations/files/create.ts'
import * as files from '../operations/files/list.ts'
import * as cancelAsShown from '../operations/leaving/cancel.ts'
import * as stay from '../operations/leaving/stay.ts'
import { recordPurchaseWithdrawalConsent, recordWithdrawalConsent } from '../operations/leaving/consent.ts'
import * as purchaseWithdrawal from '../operations/leaving/withdraw-purchase.ts'
import * as withdrawal from '../operations/leaving/withdraw.ts'
import { addPortalMember } from '../operations/members/add.ts'
import * as members from '../operations/members/for-seller.ts'
import { listPortalMembers } from '../operations/members/list.ts'
import { removePortalMember } from '../operations/members/remove.ts'
import { updatePortalMember } from '../operations/members/update.ts'
import { ingestEvents } from '../operations/meters/ingest.ts'
import * as meters from '../operations/meters/meters.ts'
import * as customerMeters from '../operations/meters/of-customers.ts'
import { confirmOrderPayment } from '../operations/orders/confirm-payment.ts'
import { generateInvoice, getInvoice } from '../operations/orders/invoice.ts'
import * as orders from '../operations/orders/list.ts'
import { getOrderPaymentStatus } from '../operations/orders/payment-status.ts'
import { getReceipt } from '../operations/orders/receipt.ts'
import { updateCustomerOrder, updateOrder } from '../operations/orders/update.ts'
import { getDefaultJurisdiction, getOrganization } from '../operations/organizations/get.ts'
import { updateOrganization } from '../operations/organizations/update.ts'
import * as cardAddition from '../operations/payment-methods/add.ts'
import { listChargedMethods } from '../operations/payment-methods/charged.ts'
import { getPaymentMethodSetup } from '../operations/payment-methods/setup.ts'
import { deletePaymentMethod } from '../operations/payment-methods/delete.ts'
import { listPaymentMethods } from '../operations/payment-methods/list.ts'
import { listOverduePayments } from '../operations/payments/overdue.ts'
import { createPortalReturn } from '../operations/portal-returns/create.ts'
import { createProduct } from '../operations/products/create.ts'
import * as products from '../operations/products/list.ts'
import { updateProduct } from '../operations/products/update.ts'
import * as receipts from '../operations/receipts/get.ts'
import { verifyReceipt } from '../operations/receipts/verify.ts'
import { createRefund } from '../operations/refunds/create.ts'
import { listRefunds } from '../operations/refunds/list.ts'
import { assignSeat } from '../operations/seats/assign.ts'
import { claimSeat, getSeatClaim } from '../operations/seats/claim.ts'
import { listClaimedSubscriptions } from '../operations/seats/claimed.ts'
import { listSeats } from '../operations/seats/list.ts'
import { resendInvitation } from '../operations/seats/resend.ts'
import { revokeSeat } from '../operations/seats/revoke.ts'
import { followCheckout } from '../operations/streams/checkout.ts'
import { followCustomer } from '../operations/streams/customer.ts'
import { authenticateCustomerSession, finishSignIn } from '../operations/sign-in/authenticate.ts'
import { beginSignIn, requestCustomerSession } from '../operations/sign-in/request.ts'
import { declareLeaving } from '../operations/statements/declare.ts'
import * as statements from '../operations/statements/for-seller.ts'
import * as statementProof from '../operations/statements/prove.ts'
import * as cancellation from '../operations/subscriptions/cancel.ts'
import { changeAsQuoted } from '../operations/subscriptions/change-as-quoted.ts'
import { explainCancellation } from '../operations/subscriptions/explain-cancellation.ts'
import { giveSubscription } from '../operations/subscriptions/give.ts'
import * as subscriptions from '../operations/subscriptions/list.ts'
import * as previews from '../operations/subscriptions/preview.ts'
import { quoteContinuation } from '../operations/subscriptions/continuation.ts'
import { quoteChange } from '../operations/subscriptions/quote.ts'
import { resubscribe } from '../operations/subscriptions/resubscribe.ts'
import * as resumption from '../operations/subscriptions/resume.ts'
import * as revocation from '../operations/subscriptions/revoke.ts'
import * as updates from '../operations/subscriptions/update.ts'
import * as wallets from '../operations/wallets/list.ts'
import { createWebhookEndpoint } from '../operations/webhooks/create.ts'
import { listWebhookDeliveries } from '../operations/webhooks/deliveries.ts'
import * as endpoints from '../operations/webhooks/get.ts'
import { redeliverWebhookEvent } from '../operations/webhooks/redeliver.ts'
import * as endpointUpdate from '../operations/webhooks/update.ts'
import { ledTo } from './answers.ts'
import { bind, bindAnswer, type Binding } from './binding.ts'
import { eventStream } from './event-stream.ts'
import { fileOf } from './files.ts'

/** Which function carries out which operation of the contract. */
export const bindings: readonly Binding[] = [
  bind(activityContract.getTimeline, getTimeline),
  bind(activityContract.listActivity, listActivity),
  bind(benefitContract.listBenefits, benefits.listBenefits),
  bind(benefitContract.createBenefit, benefits.createBenefit),
  bind(benefitContract.getBenefit, benefits.getBenefit),
  bind(benefitContract.updateBenefit, benefits.updateBenefit),
  bind(benefitContract.deleteBenefit, async (ports, actor, input) => {
    await benefits.deleteBenefit(ports, actor, input)
    return undefined
  }),
  bind(benefitContract.updateProductBenefits, updateProductBenefits),
  bind(fileContract.listFiles, files.listFiles),
  bind(fileContract.createFile, createFile),
  bind(fileContract.completeFile, completeFile),
  bind(fileContract.updateFile, fileChange.updateFile),
  bind(fileContract.deleteFile, async (ports, actor, input) => {
    await fileChange.deleteFile(ports, actor, input)
    return undefined
  }),
  bind(fileContract.listFilesOfBenefit, files.listFilesOfBenefit),
  bind(downloadableContract.listDownloadables, listDownloadables),
  bindAnswer(downloadableContract.getDownloadable, async (ports, actor, input) =>
    ledTo(await followDownload(ports, actor, input)),
  ),
  bind(benefitContract.listGrantsOfBenefit, grants.listGrantsOfBenefit),
  bind(benefitContract.listBenefitGrants, grants.listBenefitGrants),
  bind(benefitContract.listOwnGrants, grants.listOwnGrants),
  bind(benefitContract.getOwnGrant, grants.getOwnGrant),
  bind(benefitContract.updateOwnGrant, grants.updateOwnGrant),
  bind(keyContract.listOwnLicenseKeys, keys.listOwnLicenseKeys),
  bind(keyContract.getOwnLicenseKey, keys.getOwnLicenseKey),
  bind(keyContract.rotateOwnLicenseKey, keyRotation.rotateOwnLicenseKey),
  bind(keyContract.validateOwnLicenseKey, keyUse.validateLicenseKey),
  bind(keyContract.activateOwnLicenseKey, keyUse.activateLicenseKey),
  bind(keyContract.deactivateOwnLicenseKey, async (ports, actor, input) => {
    await keyUse.deactivateLicenseKey(ports, actor, input)
    return undefined
  }),
  bind(keyContract.listLicenseKeys, keys.listLicenseKeys),
  bind(keyContract.getLicenseKey, keys.getLicenseKey),
  bind(keyContract.updateLicenseKey, keys.updateLicenseKey),
  bind(keyContract.getLicenseKeyActivation, keys.getLicenseKeyActivation),
  bind(keyContract.rotateLicenseKey, keyRotation.rotateLicenseKey),
  bind(keyContract.validateLicenseKey, keyUse.validateLicenseKey),
  bind(keyContract.activateLicenseKey, keyUse.activateLicenseKey),
  bind(keyContract.deactivateLicenseKey, async (ports, actor, input) => {
    await keyUse.deactivateLicenseKey(ports, actor, input)
    return undefined
  }),
  bind(checkoutContract.createCheckout, createCheckout),
  bind(checkoutContract.listCheckouts, listCheckouts),
  bind(checkoutContract.getCheckout, checkouts.getCheckout),
  bind(checkoutContract.updateCheckout, updateCheckout),
  bind(checkoutContract.getClientCheckout, checkouts.getClientCheckout),
  bind(checkoutContract.updateClientCheckout, updateClientCheckout),
  bind(checkoutContract.confirmClientCheckout, confirmClientCheckout),
  bind(checkoutContract.getRenewalConsent, getRenewalConsent),
  bind(sessionContract.createCustomerSession, createSession.createCustomerSession),
  bind(sessionContract.introspectCustomerSession, currentSession.introspectCustomerSession),
  bind(sessionContract.getCustomerSessionUser, currentSession.getCustomerSessionUser),
  bind(sessionContract.requestCustomerSession, requestCustomerSession),
  bind(sessionContract.authenticateCustomerSession, authenticateCustomerSession),
  bind(sessionContract.beginSignIn, beginSignIn),
  bind(sessionContract.finishSignIn, finishSignIn),
  bind(sessionContract.openLink, openLink),
  bind(sessionContract.listCustomerSessions, currentSession.listCustomerSessions),
  bind(sessionContract.revokeListedCustomerSession, async (ports, actor, input) => {
    await currentSession.revokeListedCustomerSession(ports, actor, input)
    return undefined
  }),
  bind(sessionContract.revokeCustomerSessions, async (ports, actor) => {
    await currentSession.revokeCustomerSessions(ports, actor)
    return undefined
  }),
  bind(sessionContract.revokeCustomerSession, async (ports, actor) => {
    await currentSession.revokeCustomerSession(ports, actor)
    return undefined
  }),
  bind(customerContract.listCustomers, listCustomers),
  bind(customerContract.createCustomer, createCustomer),
  bind(customerContract.getCustomer, customers.getCustomer),
  bind(customerContract.updateCustomer, customerUpdate.updateCustomer),
  bind(customerContract.deleteCustomer, async (ports, actor, input) => {
    await deletion.deleteCustomer(ports, actor, input)
    return undefined
  }),
  bind(customerContract.getCustomerByExternalId, customers.getCustomerByExternalId),
  bind(customerContract.updateCustomerByExternalId, customerUpdate.updateCustomerByExternalId),
  bind(customerContract.deleteCustomerByExternalId, async (ports, actor, input) => {
    await deletion.deleteCustomerByExternalId(ports, actor, input)
    return undefined
  }),
  bind(customerContract.getCustomerState, state.getCustomerState),
  bind(customerContract.getCustomerStateByExternalId, state.getCustomerStateByExternalId),
  bind(customerContract.listCustomerPaymentMethods, customers.listCustomerPaymentMethods),
  bind(customerContract.listPaymentMethodsByExternalId, customers.listCustomerPaymentMethods),
  bind(discountContract.createDiscount, createDiscount),
  bind(discountContract.listDiscounts, discounts.listDiscounts),
  bind(discountContract.getDiscount, discounts.getDiscount),
  bind(discountContract.updateDiscount, discountUpdate.updateDiscount),
  bind(discountContract.deleteDiscount, async (ports, actor, input) => {
    await discountUpdate.deleteDiscount(ports, actor, input)
    return undefined
  }),
  bind(meterContract.listMeters, meters.listMeters),
  bind(meterContract.createMeter, meters.createMeter),
  bind(meterContract.getMeter, meters.getMeter),
  bind(meterContract.updateMeter, meters.updateMeter),
  bind(meterContract.listCustomerMeters, customerMeters.listCustomerMeters),
  bind(meterContract.getCustomerMeter, customerMeters.getCustomerMeter),
  bind(meterContract.listOwnMeters, customerMeters.listOwnMeters),
  bind(meterContract.getOwnMeter, customerMeters.getOwnMeter),
  bind(meterContract.ingestEvents, ingestEvents),
  bind(organizationContract.getPortalOrganization, getOrganization),
  bind(portalContract.getPortalCustomer, portalCustomer.getPortalCustomer),
  bind(portalContract.updatePortalCustomer, portalCustomer.updatePortalCustomer),
  bindAnswer(portalContract.streamCustomer, async (ports, actor) =>
    eventStream(ports, `customer ${actor.customer_id}`, (listener) => followCustomer(ports, actor, listener)),
  ),
  bindAnswer(checkoutContract.streamClientCheckout, async (ports, _actor, { params }) => {
    const { id, client_secret } = await bySecret(ports.db, params.client_secret)
    return eventStream(ports, `checkout ${id}`, (listener) => followCheckout(ports, client_secret, listener))
  }),
  bindAnswer(portalContract.exportPortalCustomer, async (ports, actor) =>
    fileOf(
      { name: `polar-customer-export-${actor.customer_id}.json`, type: 'application/json' },
      exportCustomer(ports, actor),
    ),
  ),
  bindAnswer(portalContract.exportPortalCustomerTables, async (ports, actor) =>
    fileOf(
      { name: `customer-export-${actor.customer_id}.zip`, type: 'application/zip' },
      exportCustomerTables(ports, actor),
    ),
  ),
  bind(portalContract.eraseCustomer, async (ports, actor) => {
    await eraseCustomer(ports, actor)
    return undefined
  }),
  bind(portalContract.requestEmailUpdate, requestEmailUpdate),
  bind(portalContract.checkEmailUpdate, checkEmailUpdate),
  bind(portalContract.verifyEmailUpdate, verifyEmailUpdate),
  bind(methodContract.listPaymentMethods, listPaymentMethods),
  bind(methodContract.listChargedMethods, listChargedMethods),
  bind(methodContract.addPaymentMethod, cardAddition.addPaymentMethod),
  bind(methodContract.confirmPaymentMethod, cardAddition.confirmPaymentMethod),
  bind(methodContract.getPaymentMethodSetup, getPaymentMethodSetup),
  bind(methodContract.deletePaymentMethod, async (ports, actor, input) => {
    await deletePaymentMethod(ports, actor, input)
    return undefined
  }),
  bind(orderContract.listCustomerOrders, orders.listCustomerOrders),
  bind(orderContract.getCustomerOrder, orders.getCustomerOrder),
  bind(orderContract.updateCustomerOrder, updateCustomerOrder),
  bind(orderContract.getCustomerOrderPaymentStatus, getOrderPaymentStatus),
  bind(orderContract.confirmCustomerOrderPayment, confirmOrderPayment),
  bind(orderContract.generateCustomerInvoice, async (ports, actor, input) => {
    await generateInvoice(ports, actor, input)
    return undefined
  }),
  bind(orderContract.getCustomerInvoice, getInvoice),
  bind(orderContract.getCustomerReceipt, getReceipt),
  bind(overdueContract.listOverduePayments, listOverduePayments),
  bind(orderContract.listOrders, orders.listOrders),
  bind(orderContract.getOrder, orders.getOrder),
  bind(orderContract.updateOrder, updateOrder),
  bind(orderContract.generateInvoice, async (ports, actor, input) => {
    await generateInvoice(ports, actor, input)
    return undefined
  }),
  bind(orderContract.getInvoice, getInvoice),
  bind(orderContract.getReceipt, getReceipt),
  bind(productContract.listProducts, products.listProducts),
  bind(returnContract.createPortalReturn, createPortalReturn),
  bind(productContract.getProduct, products.getProduct),
  bind(productContract.createProduct, createProduct),
  bind(productContract.updateProduct, updateProduct),
  bind(receiptContract.listReceipts, receipts.listReceipts),
  bind(receiptContract.getReceipt, receipts.getReceipt),
  bind(receiptContract.getReceiptDocument, receipts.getReceiptDocument),
  bind(receiptContract.getReceiptKeys, receipts.getReceiptKeys),
  bind(receiptContract.verifyReceipt, verifyReceipt),
  bind(refundContract.createRefund, createRefund),
  bind(refundContract.listRefunds, listRefunds),
  bind(seatContract.listPortalSeats, listSeats),
  bind(seatContract.listClaimedSubscriptions, listClaimedSubscriptions),
  bind(seatContract.assignPortalSeat, assignSeat),
  bind(seatContract.revokePortalSeat, revokeSeat),
  bind(seatContract.resendPortalInvitation, resendInvitation),
  bind(seatContract.listSeats, listSeats),
  bind(seatContract.assignSeat, assignSeat),
  bind(seatContract.revokeSeat, revokeSeat),
  bind(seatContract.resendInvitation, resendInvitation),
  bind(seatContract.getSeatClaim, getSeatClaim),
  bind(seatContract.claimSeat, claimSeat),
  bind(subscriptionContract.listCustomerSubscriptions, subscriptions.listCustomerSubscriptions),
  bind(subscriptionContract.getCustomerSubscription, subscriptions.getCustomerSubscription),
  bind(subscriptionContract.updateCustomerSubscription, updates.updateCustomerSubscription),
  bind(subscriptionContract.cancelCustomerSubscription, (ports, actor, input) =>
    cancellation.cancelSubscription(ports, actor, input),
  ),
  bind(subscriptionContract.revokeCustomerSubscription, revocation.revokeCustomerSubscription),
  bind(ownSubscriptionContract.explainCancellation, explainCancellation),
  bind(leavingContract.quoteCancellation, cancelAsShown.quoteCancellation),
  bind(leavingContract.cancelAsQuoted, cancelAsShown.cancelAsQuoted),
  bind(leavingContract.quoteStay, stay.quoteStay),
  bind(leavingContract.stayAsQuoted, stay.stayAsQuoted),
  bind(leavingContract.quoteWithdrawal, withdrawal.quoteWithdrawal),
  bind(leavingContract.withdrawAsQuoted, withdrawal.withdrawAsQuoted),
  bind(leavingContract.recordWithdrawalConsent, recordWithdrawalConsent),
  bind(leavingContract.quotePurchaseWithdrawal, purchaseWithdrawal.quotePurchaseWithdrawal),
  bind(leavingContract.withdrawPurchaseAsQuoted, purchaseWithdrawal.withdrawPurchaseAsQuoted),
  bind(leavingContract.recordPurchaseWithdrawalConsent, recordPurchaseWithdrawalConsent),
  bind(statementContract.declareLeaving, declareLeaving),
  bind(statementContract.checkStatement, statementProof.checkStatement),
  bind(statementContract.proveStatement, statementProof.proveStatement),
  bind(statementContract.listStatements, statements.listStatements),
  bind(statementContract.carryOutStatement, statements.carryOutStatement),
  bind(subscriptionContract.previewChange, previews.previewChange),
  bind(ownSubscriptionContract.quoteChange, quoteChange),
  bind(ownSubscriptionContract.changeAsQuoted, changeAsQuoted),
  bind(ownSubscriptionContract.quoteContinuation, quoteContinuation),
  bind(ownSubscriptionContract.quoteResumption, resumption.quoteResumption),
  bind(ownSubscriptionContract.resumeAsQuoted, resumption.resumeAsQuoted),
  bind(subscriptionContract.previewCancellation, previews.previewCancellation),
  bind(subscriptionContract.previewCharge, previews.previewCharge),
  bind(ownSubscriptionContract.getSubscriptionDiscount, getSubscriptionDiscount),
  bind(ownSubscriptionContract.previewResubscription, previews.previewResubscription),
  bind(ownSubscriptionContract.resubscribe, resubscribe),
  bind(subscriptionContract.listSubscriptions, subscriptions.listSubscriptions),
  bind(subscriptionContract.createSubscription, giveSubscription),
  bind(subscriptionContract.getSubscription, subscriptions.getSubscription),
  bind(subscriptionContract.previewSellersChange, previews.previewChange),
  bind(subscriptionContract.previewSellersCancellation, previews.previewCancellation),
  bind(subscriptionContract.previewSellersCharge, previews.previewCharge),
  bind(subscriptionContract.updateSubscription, updates.updateSubscription),
  bind(subscriptionContract.revokeSubscription, revocation.revokeSubscription),
  bind(memberContract.listPortalMembers, listPortalMembers),
  bind(memberContract.addPortalMember, addPortalMember),
  bind(memberContract.updatePortalMember, updatePortalMember),
  bind(memberContract.removePortalMember, async (ports, actor, input) => {
    await removePortalMember(ports, actor, input)
    return undefined
  }),
  bind(memberContract.listMembers, members.listMembers),
  bind(memberContract.createMember, members.createMember),
  bind(memberContract.getMember, members.getMember),
  bind(memberContract.updateMember, members.updateMember),
  bind(memberContract.deleteMember, async (ports, actor, input) => {
    await members.deleteMember(ports, actor, input)
    return undefined
  }),
  bind(memberContract.listExternalMembers, members.listMembers),
  bind(memberContract.createExternalMember, members.createMember),
  bind(memberContract.getExternalMember, members.getMember),
  bind(memberContract.updateExternalMember, members.updateMember),
  bind(memberContract.deleteExternalMember, async (ports, actor, input) => {
    await members.deleteMember(ports, actor, input)
    return undefined
  }),
  bind(walletContract.listWallets, wallets.listWallets),
  bind(walletContract.getWallet, wallets.getWallet),
  bind(organizationContract.updateOrganization, updateOrganization),
  bind(organizationContract.getDefaultJurisdiction, getDefaultJurisdiction),
  bind(webhookContract.listWebhookEndpoints, endpoints.listWebhookEndpoints),
  bind(webhookContract.createWebhookEndpoint, createWebhookEndpoint),
  bind(webhookContract.getWebhookEndpoint, endpoints.getWebhookEndpoint),
  bind(webhookContract.updateWebhookEndpoint, endpointUpdate.updateWebhookEndpoint),
  bind(webhookContract.resetWebhookSecret, endpointUpdate.resetWebhookSecret),
  bind(webhookContract.deleteWebhookEndpoint, async (ports, actor, input) => {
    await endpointUpdate.deleteWebhookEndpoint(ports, actor, input)
    return undefined
  }),
  bind(webhookContract.listWebhookDeliveries, listWebhookDeliveries),
  bind(webhookContract.redeliverWebhookEvent, async (ports, actor, input) => {
    await redeliverWebhookEvent(ports, actor, input)
    return undefined
  }),
]
