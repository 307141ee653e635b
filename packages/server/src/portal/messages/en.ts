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
  working: 'Working…',
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
    paused: (since: string) => `Paused since ${since}. Nothing is charged until you resume it.`,
    resumes: (since: string, date: string, amount: string | null) =>
      `Paused since ${since}. It goes on by itself on ${date}${amount ? ` for ${amount}` : ''}.`,
    overdue: (date: string) =>
      `The renewal of ${date} could not be charged. You still have access while we try again.`,
    ended: (date: string) => `Ended on ${date}. Nothing more will be charged.`,
    none: 'This subscription is being set up.',
  },
  discount: {
    each: (name: string, off: string) => `${name}: ${off} off each payment.`,
    next: (name: string, off: string) => `${name}: ${off} off the next payment.`,
    until: (name: string, off: string, date: string) => `${name}: ${off} off each payment before ${date}.`,
    over: (name: string) => `${name} has counted. The next payment is without it.`,
  },
  includesTax: (amount: string) => `Includes ${amount} tax.`,
  paidWith: (card: string) => `Paid with ${card}.`,
  noCard: 'No payment method is saved.',
  card: (brand: string, last4: string) => `${brand} ending in ${last4}`,
  expires: (month: string, year: string) => `Expires ${month}/${year}`,

  overview: {
    unread:
      'Your subscriptions could not be read just now. Nothing has changed; please try again in a moment.',
    title: 'Your subscription',
    titleMany: 'Your subscriptions',
    empty: 'You have no subscription.',
    emptyHelp: (name: string) => `When you buy one from ${name}, you will find it here.`,
    past: 'Past subscriptions',
    invoices: 'Latest invoices',
    allInvoices: 'All invoices',
  },

  benefits: { title: 'What you get' },

  usage: {
    title: 'Your usage',
    token: (amount: string) => `${amount} tokens`,
    since: (amount: string, date: string) => `${amount} since ${date}`,
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
    seats: 'Seats',
  },

  seats: (count: number) => (count === 1 ? '1 seat' : `${count} seats`),
  perSeat: (price: string, isFrom: boolean, min: number) =>
    `${isFrom ? 'from ' : ''}${price} and seat${min > 1 ? `, at least ${min} seats` : ''}`,

  change: {
    action: 'Change plan',
    title: 'Change plan',
    current: 'Your plan',
    choose: 'Choose another plan',
    show: 'Continue',
    nothing: 'There is no other plan to change to.',
    keep: 'Keep it as it is',
    other: 'Choose another plan',
    titleTo: (product: string) => `Change to ${product}`,
    from: 'Now',
    to: 'Afterwards',
    today: (amount: string) => `${amount} is charged today.`,
    nothingToday: 'Nothing is charged today.',
    credit: (amount: string) => `You get ${amount} as credit. Your next invoices use it first.`,
    whenPaid: 'The change happens as soon as it is paid. If the payment fails, everything stays as it is.',
    atOnce: 'The change happens at once.',
    later: (date: string) => `Nothing changes until ${date}. Until then you can take the change back.`,
    laterOnResumption: 'Nothing changes while it is paused. The change comes when you resume it.',
    nextInvoice: (date: string, amount: string) => `Your next invoice, on ${date}, is ${amount}.`,
    atResumption: (amount: string) => `When you resume it, ${amount} is charged.`,
    trial: (date: string, amount: string) =>
      `Your trial then ends on ${date}. On that day, ${amount} is charged.`,
    follows: (date: string, amount: string) => `After that it renews on ${date} for ${amount}.`,
    followsPrice: (price: string) => `After that you pay ${price}, plus tax where it applies.`,
    unused: 'Credit for unused time',
    remaining: 'Rest of this period',
    dueToday: 'Due today',
    dueOn: (date: string) => `Due on ${date}`,
    what: 'How it adds up',
    pay: (amount: string) => `Pay ${amount} and change`,
    confirm: 'Change now',
    confirmOn: (date: string) => `Change on ${date}`,
    confirmLater: 'Change with the resumption',
    done: (product: string) => `You now have ${product}.`,
    paid: (amount: string) => `${amount} was charged.`,
    scheduled: (what: string, date: string) => `On ${date}, you change to ${what}.`,
    scheduledOn: (date: string) => `On ${date}, your plan changes.`,
    waiting:
      'Your bank has not answered yet. The change happens when it does, and you are charged at most once.',
    undo: 'Take the change back',
    undone: 'The change is taken back. Everything stays as it is.',
    undoneBefore: 'No change was scheduled. Nothing was changed.',
    finish: 'Finishing the change…',
  },

  changeSeats: {
    action: 'Change seats',
    title: (product: string) => `Seats of ${product}`,
    label: 'Number of seats',
    have: (seats: string) => `You have ${seats}.`,
    range: (min: number, max: number | null) => (max ? `Between ${min} and ${max}.` : `At least ${min}.`),
    titleTo: (seats: string) => `Change to ${seats}`,
    same: 'That is how many you have.',
    whole: 'Enter a whole number.',
    other: 'Choose another number',
    done: (seats: string) => `You now have ${seats}.`,
  },

  refused: {
    title: 'That did not work',
    notNow: 'This is not possible now',
    code: (code: string) => `Code: ${code}`,
    QuoteOutdated:
      'This has changed since you looked at it. Nothing was changed and nothing was charged. Please look at it again.',
    PaymentFailed: 'Your card was not charged: the bank refused it. Nothing was changed. Try another card.',
    PaymentAlreadyInProgress:
      'Your bank has not answered yet. The change happens when it does, and you are charged at most once. Look again in a moment.',
    SubscriptionLocked:
      'A change of this subscription is being paid, and the bank has not answered yet. Nothing else was changed. Look again in a moment.',
    AlreadyCanceledSubscription:
      'This subscription is canceled, so it cannot be changed. Nothing was changed. Take the cancellation back first.',
    UpdateSubscriptionPlanNotAllowed: 'Plans cannot be changed here. Nothing was changed.',
    UpdateSubscriptionSeatsNotAllowed: 'The number of seats cannot be changed here. Nothing was changed.',
    PolarRequestValidationError: 'This plan can no longer be chosen. Nothing was changed.',
    NotASeatBasedSubscription: 'This subscription has no seats. Nothing was changed.',
    BelowMinimumSeats: 'That is fewer seats than this plan allows.',
    AboveMaximumSeats: 'That is more seats than this plan allows.',
    SeatsAlreadyAssigned: 'More seats than that are in use. Free some first. Nothing was changed.',
    CannotPauseSubscription: 'Only an active subscription that renews can be paused. Nothing was changed.',
    NoScheduledPause: 'No pause was scheduled. Nothing was changed.',
    NotPausedSubscription: 'This subscription is not paused. Nothing was changed and nothing was charged.',
    PauseResumeNotAllowed: 'Pausing and resuming is not possible here. Nothing was changed.',
    PaymentMethodRequired: 'Add a payment method first. Nothing was changed and nothing was charged.',
    RevokeNotAllowed: 'This subscription is running and paid for. Nothing was changed.',
  },

  pause: {
    action: 'Pause subscription',
    instead: 'Pause it instead',
    title: (product: string) => `Pause ${product}`,
    until: (date: string) => `You keep access until ${date}.`,
    noCharge: 'Then it pauses: you have no access, and nothing is charged until it goes on.',
    takeBack: 'Until it pauses you can take this back. After that you can resume it, or end it, at any time.',
    resumes: 'Go on by itself on',
    resumesHelp: (earliest: string) =>
      `From ${earliest} at the earliest. It is charged on that day. Without a day it stays paused until you resume it.`,
    wrongDate: (earliest: string) => `Choose a day from ${earliest} on, or none.`,
    keep: 'Keep subscription',
    done: (date: string) => `Your subscription pauses after ${date}. Nothing is charged while it is paused.`,
    undo: 'Keep it running',
    undone: (date: string) => `Your subscription does not pause. It renews on ${date}.`,
  },

  resume: {
    action: 'Resume',
    actionFor: (amount: string) => `Resume for ${amount}`,
    title: (product: string) => `Resume ${product}`,
    follows: (date: string) => `A new period begins today. It renews on ${date}.`,
    price: (price: string) => `Today you pay ${price}, plus tax where it applies.`,
    confirm: (amount: string) => `Pay ${amount} and resume`,
    confirmFree: 'Resume now',
    leave: 'Leave it paused',
    done: (date: string) => `Your subscription runs again. It renews on ${date}.`,
    unpaid: 'Your subscription runs again, but the payment failed. Pay the open invoice to keep it.',
  },

  cancel: {
    action: 'Cancel subscription',
    title: (product: string) => `Cancel ${product}`,
    until: (date: string) => `You keep access until ${date}.`,
    noCharge: 'Nothing more will be charged. You can take the cancellation back until then.',
    noChargeTrial: 'You will not be charged at all. You can take the cancellation back until then.',
    overdue: (amount: string) =>
      `The invoice of ${amount} that could not be charged stays open until then; we may still try to collect it.`,
    atOnce: 'It is paused, so it ends at once. Nothing more will be charged.',
    doneAtOnce: 'Your subscription has ended. Nothing more will be charged.',
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
    atPolar: 'Add a card at Polar',
    atPolarHelp:
      'We take cards through Polar, our payment provider. Sign in there with a code by e-mail, add the card, and come back: it is listed here then.',
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

  emailChange: {
    section: 'E-mail address',
    now: (email: string) => `Receipts and notices go to ${email}.`,
    help: 'We send a link to the new address. Nothing changes before you open it and confirm.',
    label: 'New e-mail address',
    send: 'Send link',
    wrong: 'Write an e-mail address, such as name@example.com.',
    same: 'This is your address already, or none that can be used here. Nothing was changed.',
    sent: (email: string) =>
      `We sent a link to ${email}. Open it within thirty minutes; until then nothing changes.`,
    notAllowed: 'The e-mail address cannot be changed here. Nothing was changed.',
    confirmTitle: 'Confirm your address',
    confirmHelp: 'Once you confirm, receipts and notices go to the address where you got this link.',
    confirm: 'Confirm address',
    done: 'Your e-mail address is changed. We told the old one.',
    overTitle: 'This link no longer works',
    over: 'It was used, a newer one took its place, or it is older than thirty minutes. Nothing was changed. Ask for another one under “Billing details”.',
    takenTitle: 'This address is in use',
    taken: 'Another account has this e-mail address. Nothing was changed.',
  },

  data: {
    section: 'Your data',
    help: (name: string) =>
      `All that is kept about you here for ${name}, in one file: details, subscriptions, invoices, cards without their numbers.`,
    download: 'Download your data',
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
    seatPrice: (price: string) => `${price} per seat`,
    seatTier: (from: number, to: number | null, price: string) =>
      to === null ? `From ${from} seats: ${price} each` : `${from} to ${to} seats: ${price} each`,
    seatStep: (from: number, to: number | null, price: string) =>
      to === null ? `From seat ${from} on: ${price} each` : `Seats ${from} to ${to}: ${price} each`,
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
    discountGone: 'This discount is no longer valid. Nothing was charged. The price below is without it.',
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

  seatInvitation: {
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
  },

  signIn: {
    title: 'Sign in',
    again: 'Sign in again',
    byCode: 'Sign in with a code by e-mail',
    help: (name: string) => `We send a code to the e-mail address that ${name} knows you by.`,
    email: 'E-mail',
    send: 'Send code',
    orLink: (name: string) =>
      `Or go back to ${name}, open your account settings and choose “Manage Subscription”: that needs no code.`,
    emailWrong: 'Write an e-mail address, such as name@example.com.',
    codeTitle: 'Enter your code',
    sent: (email: string) => `If ${email} belongs to a customer, a code is on its way there.`,
    lives: 'It works for ten minutes, once, in this browser.',
    code: 'Code',
    enter: 'Sign in',
    another: 'Send another code',
    otherAddress: 'Use another address',
    nothingCame: 'Nothing came? Look into your spam folder, or check the address.',
    wrong: (left: number | null) =>
      left === null
        ? 'That is not the code, or it has expired.'
        : `That is not the code. You have ${left === 1 ? 'one more try' : `${left} more tries`}.`,
    over: 'This code no longer works. Have another one sent.',
    tooOften: 'You have asked very often. Wait fifteen minutes, then try again.',
    several: 'Several accounts share this address. Open the one you mean from your account settings.',
  },

  problem: {
    notFoundTitle: 'This page does not exist',
    notFound: 'The address may be misspelt, or it belongs to another account.',
    notPermittedTitle: 'This is for those who look after the bills',
    notPermitted: 'The owner of this account, or a billing manager, can see and change it.',
    faultTitle: 'The billing service does not answer',
    faultRead: 'Nothing was changed. Please try again in a moment.',
    faultWrite:
      'We cannot tell whether your change was made. Look at your overview before you try again; nothing is done twice.',
    faultNotDone:
      'Your change has not been made so far: we looked, and everything stands as before. You were not charged. Look again in a minute, then try once more.',
    incomplete: (time: string) =>
      `Some of this page could not be read at ${time}. What stands here is right, but something may be missing.`,
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
