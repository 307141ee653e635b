export { CancelDialog, type CancelDialogProps } from './cancel-dialog.tsx'
export { english } from './english.ts'
export { german } from './german.ts'
export { InvoiceList, type InvoiceListProps } from './invoice-list.tsx'
export {
  ManageSubscriptionButton,
  type ManageSubscriptionButtonProps,
} from './manage-subscription-button.tsx'
export type { Messages, Words } from './messages.ts'
export { PastDueBanner, type PastDueBannerProps } from './past-due-banner.tsx'
export { SubscriptionCard, type SubscriptionCardProps } from './subscription-card.tsx'
export { subscriptionInWords, type InWords, type SubscriptionView, type Tone } from './subscription.ts'
export { useCancellation, type CancellationClient, type CancellationState } from './use-cancellation.ts'
export { useInvoices, type InvoiceClient, type InvoicesState, type OrderView } from './use-invoices.ts'
export { useManageSubscription, type PortalClient, type PortalProblem } from './use-manage-subscription.ts'
export { useSubscriptions, type Reading, type StateClient } from './use-subscriptions.ts'
export type { Wording } from './wording.ts'
