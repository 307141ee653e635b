import type { Messages } from './messages.ts'

export const english: Messages = {
  manage: 'Manage subscription',
  opening: 'Opening…',
  noSubscription: 'No active subscription found',
  unavailable: 'Unable to open portal. Please try again.',
  renews: ({ date, price }) => ({
    label: 'Active',
    sentence: `Renews on ${date} for ${price} plus any tax.`,
  }),
  trial_converts: ({ date, price }) => ({
    label: `Trial ends ${date}`,
    sentence: `Free until ${date}; then ${price} is charged unless you cancel before.`,
  }),
  ends: ({ date }) => ({ label: `Cancels on ${date}`, sentence: `You keep everything until ${date}.` }),
  ends_owing: ({ date }) => ({
    label: `Ends by ${date}`,
    sentence: `Your last payment did not go through and can still be charged. Your plan ends on ${date} at the latest.`,
  }),
  ended: ({ date }) => ({
    label: 'Ended',
    sentence: `Your plan ended on ${date}. You are not charged any more; your invoices stay available.`,
  }),
  payment_overdue: () => ({
    label: 'Payment failed',
    sentence: 'Your last payment did not go through. Update your payment method to keep your plan.',
  }),
  pauses: ({ date }) => ({
    label: `Pauses on ${date}`,
    sentence: `You keep everything until ${date}. Nothing is charged while your plan is paused.`,
  }),
  paused: () => ({ label: 'Paused', sentence: 'Nothing is charged while your plan is paused.' }),
  none: () => ({ label: 'Waiting', sentence: 'Nothing renews until the first payment is confirmed.' }),
  price: ({ money, interval, count }) =>
    count === 1 ? `${money} / ${interval}` : `${money} every ${count} ${interval}s`,
  pastDue: ({ plan }) =>
    `The last payment for ${plan} did not go through. Update your payment method to keep your plan.`,
  cancel: 'Cancel subscription',
  cancelTitle: ({ plan }) => `Cancel ${plan}?`,
  cancelExplained: ({ date }) => `You keep everything until ${date}. No further period is charged.`,
  cancelExplainedOwing: ({ date }) =>
    `Your last payment did not go through and can still be charged. Your plan ends on ${date} at the latest. No further period is charged.`,
  keep: 'Keep it',
  canceling: 'Canceling…',
  canceled: ({ date }) => `Your subscription is canceled. You keep everything until ${date}.`,
  canceledOwing: ({ date }) =>
    `Your subscription is canceled and ends on ${date} at the latest. Your last payment can still be charged until then.`,
  cancelFailed: 'It is not known whether this was canceled. Please look again in a moment.',
  close: 'Close',
  invoices: 'Invoices',
  noInvoices: 'There are no invoices yet.',
  moreInvoices: 'Show older invoices',
  invoiceNotReady: 'This invoice is being made. Please look again in a moment.',
  readingInvoices: 'Reading your invoices…',
  invoicesUnavailable: 'Your invoices can’t be read right now. Please try again.',
  download: ({ date, money }) => `Invoice of ${date}, ${money}`,
  invoiceUnavailable: 'This invoice can’t be opened right now. Please try again.',
}
