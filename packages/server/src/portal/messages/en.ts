import type { Interval } from '../subscriptions/terms.ts'

const every: Record<Interval, [one: string, many: string]> = {
  day: ['day', 'days'],
  week: ['week', 'weeks'],
  month: ['month', 'months'],
  year: ['year', 'years'],
}

/** Every text of the portal. What a sentence says about money or dates arrives as text, already in the customer's form. */
export const en = {
  skip: 'Skip to the content',
  backTo: (name: string) => `Back to ${name}`,
  signOut: 'Sign out',
  sandbox: 'Sandbox: no real money moves.',
  footer: (name: string) => `You manage your subscription with ${name} here.`,

  nav: {
    label: 'Sections',
    overview: 'Overview',
    orders: 'Invoices',
    payment_methods: 'Payment methods',
    billing: 'Billing details',
  },

  price: (amount: string, interval: Interval, count: number) =>
    count === 1 ? `${amount} per ${every[interval][0]}` : `${amount} every ${count} ${every[interval][1]}`,

  standing: {
    active: 'Active',
    trialing: 'Trial',
    ending: 'Ends soon',
    pausing: 'Pauses soon',
    paused: 'Paused',
    past_due: 'Payment failed',
    ended: 'Ended',
    pending: 'Being set up',
  },
  next: {
    renews: (date: string) => `Renews on ${date}.`,
    renewsFor: (date: string, amount: string) => `Renews on ${date} for ${amount}.`,
    trial: (date: string) => `Your trial ends on ${date}, and the paid subscription begins.`,
    trialFor: (date: string, amount: string) =>
      `Your trial ends on ${date}. ${amount} will be charged on that day.`,
    ends: (date: string) => `You keep access until ${date}. Nothing more will be charged.`,
    pauses: (date: string, resumes: string | null) =>
      `You keep access until ${date}. Then it pauses and nothing is charged${resumes ? ` until it goes on by itself on ${resumes}` : ''}.`,
    paused: 'Paused. Nothing is charged until you resume it.',
    resumes: (date: string, amount: string | null) =>
      `Paused. Goes on by itself on ${date}${amount ? ` for ${amount}` : ''}.`,
    overdue: (date: string) =>
      `The renewal of ${date} could not be charged. You still have access while we try again.`,
    ended: (date: string) => `Ended on ${date}. Nothing more will be charged.`,
    none: 'This subscription is being set up.',
  },
  includesTax: (amount: string) => `Includes ${amount} tax.`,
  paidWith: (card: string) => `Paid with ${card}.`,
  noCard: 'No payment method is saved.',
  card: (brand: string, last4: string) => `${brand} ending in ${last4}`,
  expires: (month: string, year: string) => `Expires ${month}/${year}`,

  overview: {
    title: 'Your subscription',
    titleMany: 'Your subscriptions',
    empty: 'You have no subscription.',
    emptyHelp: (name: string) => `When you buy one from ${name}, you will find it here.`,
    past: 'Past subscriptions',
    invoices: 'Latest invoices',
    allInvoices: 'All invoices',
  },

  subscription: {
    details: 'Details',
    started: 'Started on',
    period: 'Current period',
    periodOf: (from: string, to: string) => `${from} to ${to}`,
    trialEnds: 'Trial ends on',
    canceledOn: 'Canceled on',
    endsOn: 'Access ends on',
    endedOn: 'Ended on',
    history: 'Invoices for this subscription',
    manage: 'Details',
  },

  cancel: {
    action: 'Cancel subscription',
    title: (product: string) => `Cancel ${product}`,
    until: (date: string) => `You keep access until ${date}.`,
    noCharge: 'Nothing more will be charged. You can take the cancellation back until then.',
    noChargeTrial: 'You will not be charged at all. You can take the cancellation back until then.',
    overdue: (amount: string) =>
      `The invoice of ${amount} that could not be charged stays open until then; we may still try to collect it.`,
    keep: 'Keep subscription',
    mail: (email: string) => `We send a confirmation to ${email}.`,
    done: (date: string) =>
      `Your subscription is canceled. You keep access until ${date}, and nothing more will be charged.`,
    doneBefore: 'This subscription was already canceled. Nothing was changed.',
    why: 'Would you tell us why? (optional)',
    whySend: 'Send',
    comment: 'Anything you would like to add',
    thanks: 'Thank you for telling us.',
    reasons: {
      too_expensive: 'It costs too much',
      missing_features: 'Something I need is missing',
      switched_service: 'I use something else now',
      unused: 'I do not use it enough',
      customer_service: 'I was not helped well',
      low_quality: 'It did not work well for me',
      too_complex: 'It is too complicated',
      other: 'Something else',
    },
  },

  reactivate: {
    action: 'Reactivate subscription',
    done: (date: string) => `Your subscription continues. It renews on ${date}.`,
    doneTrial: (date: string) => `Your subscription continues. Your trial runs until ${date}.`,
    donePastDue: 'Your subscription continues. An invoice is still open.',
    doneBefore: 'No cancellation was scheduled. Nothing was changed.',
    tooLate: 'This subscription has ended. You can buy it again.',
  },

  resubscribe: {
    action: 'Buy again',
    title: (product: string) => `Buy ${product} again`,
    today: (amount: string) => `${amount} will be charged today.`,
    terms: (price: string) => `Then ${price}. You can cancel at any time.`,
    confirm: (amount: string) => `Pay ${amount}`,
    done: 'Welcome back. Your subscription is active.',
    waiting: 'Your bank has not answered yet. We will activate your subscription as soon as it does.',
    already: 'You already have this subscription. Nothing was charged.',
  },

  orders: {
    title: 'Invoices',
    empty: 'There are no invoices yet.',
    date: 'Date',
    number: 'Number',
    description: 'For',
    amount: 'Amount',
    status: 'Status',
    open: (number: string) => `Invoice ${number}`,
    newer: 'Newer',
    older: 'Older',
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    statuses: {
      pending: 'Open',
      paid: 'Paid',
      refunded: 'Refunded',
      partially_refunded: 'Partly refunded',
      void: 'Void',
    },
    download: 'Download invoice',
    receipt: 'Download receipt',
    subtotal: 'Subtotal',
    discount: 'Discount',
    tax: 'Tax',
    total: 'Total',
    applied: 'Balance applied',
    due: 'Amount due',
    refunded: 'Refunded',
    billedTo: 'Billed to',
    noInvoice: 'There is no document for this invoice.',
    notYet: 'The document is being made. Please try again in a moment.',
    missingDetails: 'An invoice needs your name and address. Add them here, then download it again.',
    correct: 'Correct the billing details on this invoice',
    corrected: 'The invoice now carries these billing details.',
    period: 'Period',
    frozen: 'Country and state decided the tax of this invoice, so they cannot be changed.',
  },

  pay: {
    open: (amount: string) => `${amount} is open.`,
    action: 'Pay now',
    checking: 'Asking your bank…',
    title: (number: string) => `Pay invoice ${number}`,
    choose: 'Pay with',
    confirm: (amount: string) => `Pay ${amount}`,
    newCard: 'Use another card',
    done: (amount: string) => `Thank you. ${amount} was paid.`,
    failed: (detail: string | null) => detail ?? 'The payment did not go through. Nothing was charged.',
    waiting: 'Your bank has not answered yet. Look again in a moment; please do not pay a second time.',
    notOpen: 'This invoice is not open for payment. Nothing was charged.',
    tooMany: 'This invoice was tried too many times today. Nothing was charged. Please contact us.',
    busy: 'A payment for this invoice is already under way. Nothing more was charged.',
  },

  methods: {
    title: 'Payment methods',
    empty: 'No payment method is saved.',
    default: 'Default',
    defaultHelp: 'Renewals are charged to the default card.',
    add: 'Add payment method',
    addOverdue: (amount: string) =>
      `The new card becomes your default, and the open ${amount} is charged to it at once.`,
    addHelp: 'The new card becomes your default for all renewals.',
    continue: 'Continue',
    makeDefault: 'Make default',
    remove: 'Remove',
    removeTitle: (card: string) => `Remove ${card}?`,
    removeHelp: 'It will not be charged again. You can add it again at any time.',
    keep: 'Keep card',
    added: (card: string) => `${card} was added and is now your default.`,
    addedUnpaid: (card: string) =>
      `${card} was added and is now your default, but the open invoice could not be charged to it.`,
    madeDefault: (card: string) => `${card} is now your default.`,
    removed: 'The card was removed.',
    beingCharged:
      'A payment with this card is on its way. Remove the card when it has settled. Nothing was changed.',
    inUse: 'Your subscription needs this card. Add another one first, then remove this one.',
    refused: 'The bank refused this card. Nothing was charged. Try another card.',
    gone: 'This card is no longer saved.',
    saving: 'Saving your card…',
    unavailable: 'Cards cannot be added here.',
  },

  billing: {
    title: 'Billing details',
    help: 'These stand on your future invoices.',
    name: 'Name or company',
    line1: 'Address',
    line2: 'Address, second line',
    postal_code: 'Postal code',
    city: 'City',
    state: 'State or province',
    country: 'Country',
    choose: 'Choose a country',
    tax_id: 'VAT or tax ID',
    optional: 'optional',
    save: 'Save billing details',
    saved: 'Your billing details are saved.',
    problems: 'Please check the marked fields. Nothing was saved.',
    countryMissing: 'Choose a country.',
    taxIdWrong: 'This is not a valid VAT or tax ID for this country.',
    wrong: 'Please check this.',
  },

  checkout: {
    title: (product: string) => `Subscribe to ${product}`,
    trial: (length: string) => `Free for ${length}`,
    trialLength: (interval: Interval, count: number) =>
      `${count} ${count === 1 ? every[interval][0] : every[interval][1]}`,
    afterwards: (price: string) => `then ${price}`,
    yourDetails: 'Your details',
    email: 'E-mail',
    emailWrong: 'Write an e-mail address, such as name@example.com.',
    toPayment: 'Continue to payment',
    review: 'Check your order',
    plan: 'Plan',
    today: 'Due today',
    after: (date: string, amount: string) =>
      `On ${date} ${amount} will be charged, unless you cancel before.`,
    renewal: (amount: string) => `It renews for ${amount} until you cancel, which you can do at any time.`,
    pay: (amount: string) => `Pay ${amount}`,
    startTrial: 'Start free trial',
    subscribe: 'Subscribe',
    seats: 'Seats',
    seatsCount: (count: number) => (count === 1 ? 'for 1 seat' : `for ${count} seats`),
    seatsWrong: (least: number | null, most: number | null) =>
      least === null
        ? 'This many seats cannot be bought.'
        : most === null
          ? `Write a whole number, ${least} at least.`
          : `Write a whole number from ${least} to ${most}.`,
    code: 'Discount code',
    codeWrong: 'This code is not valid here. Nothing was charged.',
    discountOnce: (price: string) =>
      `The discount counts for the first payment. After it the price is ${price}, plus tax where it applies.`,
    discountMonths: (months: number, price: string) =>
      `The discount counts for ${months === 1 ? 'one month' : `${months} months`}. After it the price is ${price}, plus tax where it applies.`,
    discountGone:
      'This discount is no longer valid. Nothing was charged. Take the code away, or use another one.',
    change: 'Change details',
    declined: 'The bank refused this card. Nothing was charged. Try another card.',
    already: 'You already have this subscription. Nothing was charged.',
    otherAccount: 'This e-mail address belongs to another account. Nothing was charged.',
    waiting: 'Your bank has not answered yet. Please wait a moment and look again; do not pay a second time.',
    lookAgain: 'Look again',
    doneTitle: 'Thank you',
    done: 'Your order is complete. A confirmation is on its way to you.',
    expiredTitle: 'This checkout has expired',
    expired: 'Nothing was charged. Go back and start again.',
  },

  seats: {
    title: (product: string) => `A seat of ${product}`,
    offer: (name: string, email: string) => `${name} has a seat for ${email}. It costs you nothing.`,
    take: 'Take the seat',
    taken: 'The seat is yours.',
    overTitle: 'This invitation no longer works',
    over: 'It may have been used, taken back or replaced by a newer one, or it is older than a day. Ask whoever invited you to send it again.',
  },

  session: {
    entering: 'Opening your account…',
    enteringHelp: 'Press the button if nothing happens.',
    continue: 'Continue',
    expiredTitle: 'This link no longer works',
    expired: 'For your safety a link to this page works for one hour.',
    newLink: (name: string) =>
      `Go back to ${name}, open your account settings and choose “Manage Subscription” to get a new one.`,
    signedOutTitle: 'You are signed out',
    signedOut: 'Nobody can see your billing details from this browser now.',
    signInTitle: 'Sign in',
  },

  problem: {
    notFoundTitle: 'This page does not exist',
    notFound: 'The address may be misspelt, or it belongs to another account.',
    faultTitle: 'The billing service does not answer',
    faultRead: 'Nothing was changed. Please try again in a moment.',
    faultWrite:
      'We cannot tell whether your change was made. Look at your overview before you try again; nothing is done twice.',
    brokenTitle: 'Something went wrong on our side',
    broken: (reference: string) => `It was noted. If you write to us, name this reference: ${reference}`,
    foreignTitle: 'This was sent from another site',
    foreign: 'For your safety nothing was changed. Open your account and try again there.',
    tooLargeTitle: 'This is too much text',
    tooLarge: 'The form is larger than this page takes. Nothing was changed. Shorten it and send it again.',
    again: 'Try again',
    toOverview: 'To your overview',
    /** The API's own words, which are English. */
    refused: (detail: string) => detail,
  },
}
export type Messages = typeof en
