import { declineWords } from '@verge/polar/policy/declines'

/**
 * What mails say, in ICU's form: of each its subject, its paragraphs in their order, and its button. Dates and money arrive
 * as text, already in the reader's form; `none` stands where there is none.
 */
export const en = {
  row: '{label}: {value}',
  card: '{brand}, ending in {last4}',
  every: {
    day: '{count, plural, one {every day} other {every # days}}',
    week: '{count, plural, one {every week} other {every # weeks}}',
    month: '{count, plural, one {every month} other {every # months}}',
    year: '{count, plural, one {every year} other {every # years}}',
  },

  /** What somebody is in an account. */
  roles: {
    owner: 'Owner. Sees and changes everything about money and people.',
    billing_manager: 'Billing manager. Sees and changes everything about money and people.',
    member: 'Member. Uses what was bought, and sees no payments.',
  },

  labels: {
    access_until: 'Access until',
    amount: 'Amount',
    balance: 'Balance from earlier invoices',
    card: 'Card',
    card_expires: 'Valid until the end of',
    discount: 'Discount',
    ended_on: 'Ended on',
    first_charge: 'First charge on',
    frequency: 'Charged',
    invoice: 'Invoice',
    new_address: 'New address',
    next_try: 'Tried again on',
    paid: 'Paid',
    paid_by: 'Paid with',
    paid_until: 'Paid until',
    paused_from: 'Paused from',
    price: 'Price',
    product: 'Product',
    receipt: 'Receipt',
    received_at: 'Received on',
    renews_on: 'Renews on',
    resumes_on: 'Goes on',
    returned: 'Given back',
    role: 'Role',
    seats: 'Seats',
    starts_on: 'From',
    subtotal: 'Subtotal',
    tax: 'Tax',
    total: 'Total',
    was: 'Before',
  },

  declines: declineWords,

  /** Why somebody gets a mail, and whom they can ask. */
  footer: {
    customer:
      'You get this mail because you are a customer of {seller}. What was done or will be charged is always told.',
    account: 'You get this mail because this address has, or had, access to an account with {seller}.',
    guest:
      'You get this mail because somebody typed this address at {seller}. Nothing else is sent to it unless you go on.',
    seller: 'You get this mail because this portal bills the customers of {seller}.',
    contact: 'With questions, write to {seller}: {contact}',
    receipt: 'Your receipt, to keep or to print',
    verify: 'Anybody can have the seal below checked here',
    cancel: 'You can cancel online at any time, here',
  },

  /** The confirmation of a declaration by somebody who did not sign in. */
  statement: {
    arrived: 'This declaration arrived at {seller} on {time} UTC:',
    prove: 'It counts from then. Show that this address is yours, and it is carried out at once:',
    link: 'The link works for 14 days. If you did not declare this, do nothing, and nothing happens by this mail.',
    subjects: {
      cancellation: 'Your cancellation has arrived',
      withdrawal: 'Your withdrawal has arrived',
    },
    what: { cancellation: 'Cancel a contract', withdrawal: 'Withdraw from a contract' },
    name: 'Your name',
    email: 'Your e-mail address',
    contract: 'Which contract',
    when: 'When it is to end',
    soonest: 'As soon as possible',
    number: 'Number',
    check: 'Anybody can check that it is genuine:',
  },

  kinds: {
    cancellation_scheduled: {
      subject: 'Your subscription will end',
      text: {
        first:
          '{standing, select, owing {Your subscription is canceled and ends on {date} at the latest. What is open can still be charged until then; nothing else will be.} other {Your cancellation is noted. You keep access until {date}, and nothing further will be charged.}}',
        second: 'You can take it back until then.',
      },
      button: 'See or take back the cancellation',
    },
    cancellation_taken_back: {
      subject: 'Your subscription continues',
      text: {
        first:
          'Your cancellation has been taken back. Your subscription renews on {date}.{receipt, select, none {} other { The receipt of your cancellation, number {receipt}, is marked as taken back; whoever has it checked is told that the contract goes on.}}',
      },
      button: 'See the subscription',
    },
    pause_scheduled: {
      subject: 'Your subscription will pause',
      text: {
        first:
          'Your pause is noted. You keep access until {date}. From then on nothing is charged {resumes, select, none {until the subscription is resumed} other {until {resumes}, when it goes on by itself and is charged again}}.',
        second: 'You can take the pause back until it begins.',
      },
      button: 'See or take back the pause',
    },
    pause_taken_back: {
      subject: 'Your subscription will not pause',
      text: { first: 'Your pause has been taken back. Your subscription renews on {date}.' },
      button: 'See the subscription',
    },
    subscription_resumed: {
      subject: 'Your subscription runs again',
      text: { first: 'Your subscription was resumed and a new period has begun. It renews on {date}.' },
      button: 'See the subscription',
    },
    subscription_ended: {
      subject: 'Your subscription has ended',
      text: {
        first:
          'Your subscription ended on {date}. Nothing further will be charged. Your invoices stay in your portal.{waived, select, none {} other { The open invoice of {waived} is not collected any more.}}',
      },
      button: 'See the subscription',
    },
    plan_changed: {
      subject: 'Your plan was changed',
      text: { first: 'You have {product} now. It renews on {date}.' },
      button: 'See the subscription',
    },
    plan_change_scheduled: {
      subject: 'Your plan will change',
      text: {
        first:
          'Your change to {product} is noted. It begins on {date}; until then everything stays as it is, and you can take the change back.',
      },
      button: 'See or take back the change',
    },
    seats_changed: {
      subject: 'Your number of seats was changed',
      text: {
        first:
          'You have {seats, plural, one {# seat} other {# seats}} of {product} now. Your subscription renews on {date}.',
      },
      button: 'See the subscription',
    },
    seats_change_scheduled: {
      subject: 'Your number of seats will change',
      text: {
        first:
          'From {date} on you will have {seats, plural, one {# seat} other {# seats}} of {product}. Until then everything stays as it is, and you can take the change back.',
      },
      button: 'See or take back the change',
    },
    change_taken_back: {
      subject: 'Your subscription stays as it is',
      text: {
        first:
          'The change that was to come has been taken back. Your subscription renews on {date} as it is.',
      },
      button: 'See the subscription',
    },
    renewal_ahead: {
      subject: 'Your subscription renews on {date}',
      text: {
        first:
          '{product} renews on {date}. {card, select, none {There is no card to charge yet, so please add one if you want to keep your subscription} other {Then {amount} will be charged to your card {card}}}.',
        second:
          'If you do not want that, cancel before {date}. You do not have to contact anybody: the address below leads straight to the page.',
      },
      button: 'See the subscription',
    },
    trial_ending: {
      subject: 'Your trial ends on {date}',
      text: {
        first:
          'Your trial of {product} ends on {date}. {card, select, none {There is no card to charge yet, so please add one if you want to keep your subscription} other {The paid subscription begins then, and {amount} will be charged to your card {card}}}.',
        second:
          'If you cancel before {date}, nothing is charged. You do not have to contact anybody: the address below leads straight to the page.',
      },
      button: 'See the subscription',
    },
    payment_received: {
      subject: 'Your payment was received',
      text: {
        first:
          'Thank you. Your payment of {paid} was received, and your subscription is paid until {date}. The invoice is in your portal.',
      },
      button: 'See the invoice',
    },
    purchase_paid: {
      subject: 'Your payment was received',
      text: {
        first:
          'Thank you. Your payment of {paid} for {product} was received. Nothing is charged again. The invoice is in your portal.',
      },
      button: 'See the invoice',
    },
    purchase_withdrawn: {
      subject: 'Receipt of withdrawal',
      text: {
        first:
          'Your withdrawal from {product} arrived, and the contract ended on {date}. Nothing further will be charged.{refund, select, none {} other { Money is on its way back to you.}}',
      },
      button: 'See the invoice',
    },
    payment_failed: {
      subject: 'Your payment did not go through',
      text: {
        first: 'We could not charge your card, so nothing was paid. {reason}',
        second:
          'We try again on {tries}. If nothing is paid by then, your subscription ends on {ends}.{access, select, open { What your subscription includes stays open until {access_until}.} closed { What your subscription includes is closed until the payment succeeds.} other {}}',
        third: 'Please add another card in your portal, or pay there.',
      },
      button: 'Pay now',
    },
    payment_needs_approval: {
      subject: 'Your bank asks you to approve a payment',
      text: {
        first:
          'We could not charge your card, because your bank wants you to approve the payment. Nothing was paid.',
        second: 'Sign in and approve it, and the payment goes through.',
      },
      button: 'Approve the payment',
    },
    refunded: {
      subject: 'Money is on its way back to you',
      text: {
        first:
          '{amount} of your payment was given back to your card; your bank may take a few days to show it. The invoice in your portal says how much in all.',
      },
      button: 'See the invoice',
    },
    refund_failed: {
      subject: 'Your refund did not arrive',
      text: {
        first:
          'Your bank sent {amount} back to us, which we had given back to your card. Please write to us how you would like to receive it.',
      },
      button: 'See the invoice',
    },
    payment_returned: {
      subject: 'Your payment was given back',
      text: {
        first:
          'Your bank approved a payment after the order for it had been canceled. The whole amount was given back to your card; your bank may take a few days to show it.',
      },
      button: 'See the order',
    },
    card_added: {
      subject: 'A card was added',
      text: {
        first:
          'A card was saved for your payments to {seller}. If that was not you, remove it in your portal and write to us.',
      },
      button: 'See your cards',
    },
    card_changed: {
      subject: 'Your card for payments was changed',
      text: {
        first:
          'From now on this card pays for your subscriptions. If that was not you, change it in your portal and write to us.',
      },
      button: 'See your cards',
    },
    card_removed: {
      subject: 'A card was removed',
      text: {
        first: 'This card is no longer kept and pays for nothing any more. If that was not you, write to us.',
      },
      button: 'See your cards',
    },
    card_expiring: {
      subject: 'Your card is about to expire',
      text: {
        first:
          'The card that pays for {products} is valid until the end of {card_expires}. Add another one before then, so that no payment fails.',
        second:
          'If your bank has renewed it under the same number, you may still have to add it once more with its new date.',
      },
      button: 'Add a card',
    },
    billing_changed: {
      subject: 'Your billing details were changed',
      text: {
        first:
          'The name, the address or the tax number for your invoices was changed. The next invoice shows what stands in your portal. If that was not you, write to us.',
      },
      button: 'See your billing details',
    },
    email_changed: {
      subject: 'Your e-mail address for {seller} was changed',
      text: {
        first:
          'Mails of {seller} go to {address} from now on. If you did not want that, write to {contact} at once.',
      },
    },
    email_change: {
      subject: 'Confirm your e-mail address for {seller}',
      text: {
        first:
          'Somebody wants to use this address with {seller}. If that was you, confirm it within thirty minutes.',
        second: 'If it was not, you need not do anything.',
      },
      button: 'Confirm this address',
    },
    sign_in_code: {
      subject: '{code} is your code for {seller}',
      text: {
        first: 'Your code is {code}. Type it in the browser where you asked for it, within ten minutes.',
        second:
          'It works once. Nobody of {seller} will ever ask you for it. If you did not ask for it, you need not do anything.',
      },
      button: 'Type the code',
    },
    sign_in_code_anywhere: {
      subject: '{code} is your code for {seller}',
      text: {
        first: 'Your code is {code}. Type it where you asked for it, within thirty minutes.',
        second:
          'It works once. Nobody of {seller} will ever ask you for it. If you did not ask for it, you need not do anything.',
      },
      button: 'Open your portal',
    },
    seat_invitation: {
      subject: 'You are invited to {product}',
      text: {
        first: 'A seat of {product} by {seller} is yours to take. Take it within a day.',
        second: 'If you know nothing of it, you need not do anything.',
      },
      button: 'Take the seat',
    },
    access_given: {
      subject: 'You have access to an account with {seller}',
      text: {
        first:
          'This address was given access to an account with {seller}. You sign in with a code that comes by e-mail.',
        second: 'If you know nothing of it, you need not do anything.',
      },
      button: 'Open your portal',
    },
    access_changed: {
      subject: 'Your access to an account with {seller} was changed',
      text: { first: 'From now on you have this role in the account.' },
      button: 'Open your portal',
    },
    access_removed: {
      subject: 'You no longer have access to an account with {seller}',
      text: { first: 'Nobody can sign in to that account with this address any more.' },
    },
    codes_tried: {
      subject: 'Wrong codes were tried for your account with {seller}',
      text: {
        first:
          'Somebody asked for a code to sign in with this address, and then typed wrong ones until no more were taken. Nobody was let in by them.',
        second:
          'If it was you, have another code sent. If not, you need not do anything: nobody gets in without a code from your mailbox.',
      },
    },
    signed_in: {
      subject: 'A new browser signed in to your account with {seller}',
      text: {
        first:
          'Somebody signed in to your account in a browser that was not used for it in the last thirty days: {device}.',
        second:
          'If it was you, you need not do anything. If not, sign out everywhere on the page that this mail leads to.',
      },
      button: 'See where you are signed in',
    },
    data_erased: {
      subject: 'Your data was erased',
      text: {
        first: 'As you wished, your name, addresses, tax id, cards and mails were erased for good.',
        second:
          'Invoices and receipts, and the record of what was changed, stay with {seller} for as long as the law on bookkeeping asks: in most countries six to ten years.',
        third:
          'Nobody can sign in to that account any more. This is the last mail about it, and it is not kept.',
      },
    },

    processor_refuses_key: {
      subject: 'The payment processor refuses your key',
      text: {
        first:
          'Since {about} the payment processor has refused the key that this portal takes payments with. Until it is taken again nothing is charged, and no payment is counted as failed. Everything that waits is charged once the key works.',
      },
    },
    payment_quarantined: {
      subject: 'A payment does not match your books',
      text: {
        first:
          'The payment {about} at the payment processor is not what was asked for, or nobody asked for it. It was not counted as paid. Look at it at the processor: once all of it is given back there, what it was for can be paid again.',
      },
    },
    refund_refused: {
      subject: 'A refund did not arrive',
      text: {
        first:
          'The payment {about} was to be given back, and the bank did not take the refund. The money is still yours to return: ask the customer how they would like to receive it.',
      },
    },
    payment_disputed: {
      subject: 'A customer disputes a payment',
      text: {
        first:
          'The payment {about} is disputed by the customer’s bank. Its subscription goes on until the bank has decided, and nothing of it can be given back meanwhile. What was sold and how it was used is kept as it stood today.',
      },
    },
    leaving_statement: {
      subject: 'Somebody ends a contract',
      text: {
        first:
          'Without signing in somebody declared that they cancel, or withdraw from, a contract: {about}. It counts from its arrival. It is carried out by itself once they open the link in their mail; where it is not, find the contract and carry it out by the API.',
      },
    },
    webhook_endpoint_disabled: {
      subject: 'A webhook endpoint was turned off',
      text: {
        first:
          'The last ten events for {about} could not be delivered, so nothing more is sent there. What was not delivered is kept for ninety days. Mend the receiver, turn the endpoint on again, and have what it missed sent again.',
      },
    },
  },
} as const
