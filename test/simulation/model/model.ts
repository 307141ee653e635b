import { dateOf, day, periodAfter, type Every, type Instant } from './calendar.ts'

/**
 * What subscriptions, orders and balances do, written a second time and apart from the product: it imports nothing of
 * it. Each command says what was accepted and when; what follows from it, the model reckons for itself.
 */
export interface Product {
  id: string
  every: Every
  count: number
  /** Of a period, or of each seat in it. */
  price: number
  hasSeats: boolean
  trialDays: number | null
}

interface Terms {
  product: string
  seats: number | null
}

export type Status =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'paused'
  | 'canceled'

export interface Subscription extends Terms {
  id: string
  customer: string
  status: Status
  start: Instant
  end: Instant
  anchor: { day: number; month: number }
  trialStart: Instant | null
  endsWithPeriod: boolean
  pausesWithPeriod: boolean
  resumesAt: Instant | null
  pastDueSince: Instant | null
  /** The change that waits for the next period. */
  later: { product: string | null; seats: number | null } | null
  /** Credits and debits of changes within the period, for the next order. */
  unbilled: number[]
}

export interface Order {
  id: string
  customer: string
  /** Null for what was bought once, which has no period either. */
  subscription: string | null
  status: 'pending' | 'paid' | 'void'
  start: Instant | null
  end: Instant | null
  net: number
  tax: number
  /** What it took from the balance, or left for it. */
  applied: number
  due: number
  isFirst: boolean
  /** What its payment turns the subscription into. */
  change: (Terms & { restarts: boolean }) | null
  paidAt: Instant | null
  /** Its customer undid the purchase. */
  isWithdrawn: boolean
  /** Tries that failed, or found no card, and count; and when the first of them did. */
  failures: number
  failedSince: Instant | null
  nextTry: Instant | null
}

export type Behavior = 'invoice' | 'prorate' | 'next_period' | 'reset'

export interface Model {
  products: Map<string, Product>
  /** In hundredths of a percent, of the customers who owe any. */
  taxRates: Map<string, number>
  behavior: Behavior
  subscriptions: Map<string, Subscription>
  orders: Map<string, Order>
  balances: Map<string, number>
  /** Customers who were deleted. */
  gone: Set<string>
}

/** The command is none that may be accepted now. */
export class Unacceptable extends Error {
  override readonly name = 'Unacceptable'
}

function require(condition: unknown, words: string): asserts condition {
  if (!condition) throw new Unacceptable(words)
}

const minimumCharge = 50
const daysToNextTry = [2, 5, 7, 7]
const lastDay = 21
/** After so many days nobody is charged without somebody's word. */
const daysLate = 60
const daysToWithdraw = 14
const final = new Set([
  'lost_card',
  'stolen_card',
  'expired_card',
  'do_not_honor',
  'fraudulent',
  'incorrect_cvc',
])

export const runs = ({ status }: Subscription) => ['trialing', 'active', 'past_due'].includes(status)
const waitsToPause = ({ status, pausesWithPeriod }: Subscription) => status === 'past_due' && pausesWithPeriod
export const isOver = ({ status }: Subscription) => ['canceled', 'incomplete_expired'].includes(status)

export function modelOf(
  products: readonly Product[],
  taxRates: Map<string, number>,
  behavior: Behavior,
): Model {
  return {
    products: new Map(products.map((product) => [product.id, product])),
    taxRates,
    behavior,
    subscriptions: new Map(),
    orders: new Map(),
    balances: new Map(),
    gone: new Set(),
  }
}

const priceOf = (model: Model, { product, seats }: Terms) => {
  const { price, hasSeats } = model.products.get(product)!
  return hasSeats ? price * (seats ?? 1) : price
}

function seatsIn(model: Model, product: string, seats: number | null): number | null {
  return model.products.get(product)!.hasSeats ? (seats ?? 1) : null
}

const half = (numerator: number, denominator: number) =>
  Math.floor((2 * numerator + denominator) / (2 * denominator))

function taxOn(model: Model, customer: string, net: number): number {
  const rate = model.taxRates.get(customer) ?? 0
  return Math.sign(net) * half(Math.abs(net) * rate, 10_000) || 0
}

/** Makes the order of one period, of one change, or of what is bought once. */
function bill(
  model: Model,
  { id: subscription, customer }: { id: string | null; customer: string },
  order: Pick<Order, 'id' | 'start' | 'end' | 'isFirst' | 'change'>,
  lines: readonly number[],
  isTaxed = true,
): Order {
  const net = lines.reduce((sum, line) => sum + line, 0)
  const tax = isTaxed ? taxOn(model, customer, net) : 0
  const total = net + tax
  const balance = order.isFirst ? 0 : (model.balances.get(customer) ?? 0)
  const asked = Math.max(0, total - balance)
  // Too little to charge is left for the balance, and so is what an order gives back.
  const due = total <= 0 || asked < minimumCharge ? 0 : asked
  const made: Order = {
    ...order,
    customer,
    subscription,
    status: 'pending',
    net,
    tax,
    applied: due - total,
    due,
    paidAt: null,
    isWithdrawn: false,
    failures: 0,
    failedSince: null,
    nextTry: null,
  }
  model.orders.set(made.id, made)
  model.balances.set(customer, (model.balances.get(customer) ?? 0) + made.applied)
  return made
}

function withdraw(model: Model, order: Order): void {
  const { customer } = order
  model.balances.set(customer, (model.balances.get(customer) ?? 0) - order.applied)
  Object.assign(order, { status: 'void', nextTry: null })
}

const openOrders = (model: Model, { id }: Subscription) =>
  [...model.orders.values()].filter(({ subscription, status }) => subscription === id && status === 'pending')

function finish(model: Model, subscription: Subscription): void {
  Object.assign(subscription, { status: 'canceled', pausesWithPeriod: false, resumesAt: null, later: null })
  for (const order of openOrders(model, subscription)) withdraw(model, order)
}

/** Takes over other terms; a change that restarts begins a period of its own at `start`. */
function adopt(
  subscription: Subscription,
  { product, seats, restarts }: NonNullable<Order['change']>,
  order: Order,
) {
  Object.assign(subscription, { product, seats, later: null })
  if (!restarts) return
  if (subscription.status === 'trialing') subscription.status = 'active'
  Object.assign(subscription, { start: order.start, end: order.end, anchor: dateOf(order.start!) })
}

/** Paid: by a payment, or because there was nothing to pay. */
function receive(model: Model, order: Order, now: Instant): void {
  Object.assign(order, { status: 'paid', paidAt: now, nextTry: null })
  if (order.subscription === null) return
  const subscription = model.subscriptions.get(order.subscription)!
  if (subscription.status === 'incomplete') subscription.status = 'active'
  else if (order.change) adopt(subscription, order.change, order)
  else if (
    subscription.status === 'past_due' &&
    openOrders(model, subscription).every(({ change }) => change)
  ) {
    Object.assign(subscription, { status: 'active', pastDueSince: null })
  }
}

/** A renewal that could not be charged. */
function dun(model: Model, order: Order, code: string, now: Instant): void {
  const subscription = model.subscriptions.get(order.subscription!)!
  order.failedSince ??= now
  const since = subscription.pastDueSince ?? (subscription.status === 'paused' ? order.failedSince : now)
  const deadline = since + lastDay * day
  order.failures++
  const wait = daysToNextTry[order.failures - 1]
  const next = final.has(code) ? deadline : wait === undefined ? null : now + wait * day
  const isHopeless = now > deadline + 60_000 || (final.has(code) && now >= deadline)
  if (isHopeless || next === null) return finish(model, subscription)
  order.nextTry = next
  if (!['past_due', 'paused'].includes(subscription.status))
    Object.assign(subscription, { status: 'past_due', pastDueSince: since })
}

/** The end of the last day, where it ends last. */
function lastMomentToWithdraw(begun: Instant): Instant {
  return (Math.floor(begun / day) + daysToWithdraw + 1) * day + day / 2
}

/** The next period, the change that waited for it, and its order. */
function beginPeriod(
  model: Model,
  subscription: Subscription,
  { order, begins, anchor, canCharge, now }: NewPeriod,
): void {
  const { later } = subscription
  if (later) {
    const product = later.product ?? subscription.product
    Object.assign(subscription, {
      product,
      seats: seatsIn(model, product, later.seats ?? subscription.seats),
    })
  }
  const rhythm = model.products.get(subscription.product)!
  let start = begins
  let end = periodAfter(begins, rhythm, anchor)
  // Whole periods in which nothing was served are nobody's.
  while (end <= now) [start, end] = [end, periodAfter(end, rhythm, anchor)]
  Object.assign(subscription, { start, end, anchor, later: null, status: subscription.status })
  const lines = [priceOf(model, subscription), ...subscription.unbilled]
  subscription.unbilled = []
  const made = bill(model, subscription, { id: order, start, end, isFirst: false, change: null }, lines)
  if (made.due === 0) receive(model, made, now)
  else if (!canCharge) dun(model, made, 'missing_payment_method', now)
}
interface NewPeriod {
  order: string
  begins: Instant
  anchor: { day: number; month: number }
  /** Whether there was a card; else the order is dunned at once. */
  canCharge: boolean
  now: Instant
}

interface Settled {
  id: string
  /** Null: it is paid. */
  code: string | null
  isCounted: boolean
  isReleased: boolean
  /** When the schedule began the try; null: somebody else did. */
  begun: Instant | null
  now: Instant
}

/** What is left of the period at this price. */
function rest(price: number, { start, end }: Subscription, now: Instant): number {
  const seconds = (at: Instant) => Math.floor(at / 1000)
  const whole = seconds(end) - seconds(start)
  const left = Math.min(whole, Math.max(0, seconds(end) - seconds(now)))
  return half(price * left, whole)
}

/** Every command that changes something, by its name. Each throws where it may not be accepted. */
export const commands = {
  begin(
    model: Model,
    command: {
      id: string
      customer: string
      product: string
      seats: number | null
      trial: boolean
      order: string | null
      /** A first order is taxed as its checkout showed it. */
      isTaxShown: boolean
      now: Instant
    },
  ) {
    const { id, customer, product, trial, order, isTaxShown, now } = command
    const seats = seatsIn(model, product, command.seats)
    const { trialDays, ...rhythm } = model.products.get(product)!
    const end = trial ? now + trialDays! * day : periodAfter(now, rhythm)
    const same = [...model.subscriptions.values()].filter(
      (other) => other.customer === customer && other.product === product,
    )
    require(same.every(isOver), 'the customer has this product already')
    require(!trial || same.every(({ trialStart }) => trialStart === null), 'it was tried before')
    const subscription: Subscription = {
      id,
      customer,
      product,
      seats,
      end,
      status: trial ? 'trialing' : 'incomplete',
      start: now,
      anchor: dateOf(now),
      trialStart: trial ? now : null,
      endsWithPeriod: false,
      pausesWithPeriod: false,
      resumesAt: null,
      pastDueSince: null,
      later: null,
      unbilled: [],
    }
    model.subscriptions.set(id, subscription)
    if (!order) return
    const first = { id: order, start: now, end, isFirst: true, change: null }
    bill(model, subscription, first, [priceOf(model, subscription)], isTaxShown)
  },

  /** What is sold once: as often as somebody likes, and paid before it is had. */
  buyOnce(
    model: Model,
    {
      customer,
      product,
      order,
      isTaxShown,
    }: { customer: string; product: string; order: string; isTaxShown: boolean },
  ) {
    const { price } = model.products.get(product)!
    const first = { id: order, start: null, end: null, isFirst: true, change: null }
    bill(model, { id: null, customer }, first, [price], isTaxShown)
  },

  cancel(model: Model, { id }: { id: string }) {
    const subscription = model.subscriptions.get(id)!
    require(runs(subscription) && !subscription.endsWithPeriod, 'there is nothing to cancel')
    Object.assign(subscription, { endsWithPeriod: true, pausesWithPeriod: false, resumesAt: null })
  },

  uncancel(model: Model, { id }: { id: string }) {
    const subscription = model.subscriptions.get(id)!
    require(runs(subscription) && subscription.endsWithPeriod, 'no cancellation is scheduled')
    subscription.endsWithPeriod = false
  },

  revoke(model: Model, { id, byCustomer }: { id: string; byCustomer: boolean }) {
    const subscription = model.subscriptions.get(id)!
    require(!isOver(subscription), 'it has ended')
    const mayCustomer = ['paused', 'past_due'].includes(subscription.status)
    require(!byCustomer || mayCustomer, 'a customer does not give away what is paid')
    finish(model, subscription)
  },

  /** Whether the law lets them, of that the model knows the time alone. */
  withdraw(model: Model, { id, begun, now }: { id: string; begun: Instant; now: Instant }) {
    const subscription = model.subscriptions.get(id)!
    require(runs(subscription) || subscription.status === 'paused', 'it does not run')
    require(now < lastMomentToWithdraw(begun), 'it is too late to withdraw')
    finish(model, subscription)
  },

  withdrawFromPurchase(model: Model, { id, now }: { id: string; now: Instant }) {
    const order = model.orders.get(id)!
    const { status, subscription, paidAt, customer, isWithdrawn } = order
    require(status === 'paid' && subscription === null, 'it is no purchase that was paid for')
    require(!model.gone.has(customer), 'the customer was deleted')
    require(!isWithdrawn, 'it was withdrawn from before')
    require(now < lastMomentToWithdraw(paidAt!), 'it is too late to withdraw')
    order.isWithdrawn = true
  },

  pause(model: Model, { id, resumesAt }: { id: string; resumesAt: Instant | null }) {
    const subscription = model.subscriptions.get(id)!
    const { status, endsWithPeriod, pausesWithPeriod, end } = subscription
    require(status === 'active' && !endsWithPeriod && !pausesWithPeriod, 'it cannot be paused')
    require(resumesAt === null || resumesAt > end, 'it would resume before it pauses')
    Object.assign(subscription, { pausesWithPeriod: true, resumesAt })
  },

  unpause(model: Model, { id }: { id: string }) {
    const subscription = model.subscriptions.get(id)!
    require(subscription.status === 'active' && subscription.pausesWithPeriod, 'no pause is scheduled')
    Object.assign(subscription, { pausesWithPeriod: false, resumesAt: null })
  },

  resume(
    model: Model,
    {
      id,
      order,
      canCharge,
      isDue,
      now,
    }: { id: string; order: string; canCharge: boolean; isDue: boolean; now: Instant },
  ) {
    const subscription = model.subscriptions.get(id)!
    require(subscription.status === 'paused', 'it is not paused')
    require(!isDue ||
      (subscription.resumesAt !== null && subscription.resumesAt <= now), 'its day has not come')
    Object.assign(subscription, { status: 'active', resumesAt: null })
    beginPeriod(model, subscription, { order, begins: now, anchor: dateOf(now), canCharge, now })
  },

  periodEnds(
    model: Model,
    command: { id: string; order: string | null; canCharge: boolean; isReleased: boolean; now: Instant },
  ) {
    const { id, order, canCharge, isReleased, now } = command
    const subscription = model.subscriptions.get(id)!
    require(runs(subscription), 'it does not run')
    require(subscription.end <= now, 'the period has not ended')
    const isLate = now > subscription.end + daysLate * day
    require(!isLate ||
      isReleased ||
      subscription.endsWithPeriod, 'it is too late to charge without being told to')
    require(openOrders(model, subscription).every(({ change }) => !change), 'a change is still being paid')
    require(!waitsToPause(subscription), 'a pause is to come, and what is owed was not paid')
    if (subscription.endsWithPeriod) return finish(model, subscription)
    if (subscription.pausesWithPeriod) {
      const { resumesAt, end } = subscription
      const isWorthIt = resumesAt === null || resumesAt > end
      subscription.pausesWithPeriod = false
      if (!isWorthIt) subscription.resumesAt = null
      else {
        subscription.status = 'paused'
        return
      }
    }
    require(order, 'a new period has an order')
    const converts = subscription.status === 'trialing'
    if (converts) subscription.status = 'active'
    const { later, end } = subscription
    const before = model.products.get(subscription.product)!
    const after = model.products.get(later?.product ?? subscription.product)!
    const isNewRhythm = before.every !== after.every || before.count !== after.count
    const anchor = converts || isNewRhythm ? dateOf(end) : subscription.anchor
    beginPeriod(model, subscription, { order, begins: end, anchor, canCharge, now })
  },

  movePeriodEnd(model: Model, { id, to, now }: { id: string; to: Instant; now: Instant }) {
    const subscription = model.subscriptions.get(id)!
    require(runs(subscription) && to > now, 'it cannot be moved there')
    Object.assign(subscription, { end: to, anchor: dateOf(to) })
  },

  change(
    model: Model,
    { id, to, order, now }: { id: string; to: Terms; order: string | null; now: Instant },
  ) {
    const subscription = model.subscriptions.get(id)!
    const { status, endsWithPeriod, product } = subscription
    require((runs(subscription) || status === 'paused') && !endsWithPeriod, 'it cannot change')
    require(openOrders(model, subscription).every(({ change }) => !change), 'another change is being paid')
    const seats = seatsIn(model, to.product, to.seats)
    const [from, next] = [model.products.get(product)!, model.products.get(to.product)!]
    if (model.behavior === 'next_period') {
      const earlier = subscription.later ?? { product: null, seats: null }
      subscription.later =
        to.product === product ? { ...earlier, seats } : { product: to.product, seats: null }
      return
    }
    const apply = () => Object.assign(subscription, { product: to.product, seats, later: null })
    const pay = (lines: number[], start: Instant, end: Instant, restarts: boolean) => {
      require(order, 'what has to be paid first has an order')
      const change = { product: to.product, seats, restarts }
      const owed = lines.filter((line) => line !== 0)
      const made = bill(model, subscription, { id: order, start, end, isFirst: false, change }, owed)
      if (made.due === 0) receive(model, made, now)
    }
    const price = priceOf(model, { product: to.product, seats })
    const fresh = () => periodAfter(now, next)
    if (status === 'trialing') {
      const trialEnds = next.trialDays === null ? null : subscription.trialStart! + next.trialDays * day
      if (product === to.product) apply()
      else if (trialEnds === null || trialEnds <= now) pay([price], now, fresh(), true)
      else Object.assign(apply(), { end: trialEnds })
      return
    }
    if (status === 'paused') return void apply()
    const unused = -rest(priceOf(model, subscription), subscription, now)
    if (model.behavior === 'reset') return pay([price], now, fresh(), true)
    if (from.every !== next.every || from.count !== next.count)
      return pay([unused, price], now, fresh(), true)
    const lines = [unused, rest(price, subscription, now)]
    if (model.behavior === 'invoice' && now < subscription.end)
      return pay(lines, now, subscription.end, false)
    apply()
    subscription.unbilled.push(...lines.filter((line) => line !== 0))
  },

  forgetChange(model: Model, { id, seatsOnly }: { id: string; seatsOnly: boolean }) {
    const subscription = model.subscriptions.get(id)!
    require(subscription.later, 'no change is scheduled')
    const { product } = subscription.later
    subscription.later = seatsOnly && product !== null ? { product, seats: null } : null
  },

  /** What the bank said of one attempt. */
  settle(model: Model, { id, code, isCounted, isReleased, begun, now }: Settled) {
    const order = model.orders.get(id)!
    require(order.status === 'pending', 'nothing is owed')
    // By the schedule, on a day of it; what a customer asks for has no day.
    const isLate = begun !== null && order.nextTry !== null && begun > order.nextTry + daysLate * day
    require(!isLate || isReleased, 'it was tried too late without being told to')
    if (order.subscription === null)
      return code === null ? receive(model, order, now) : withdraw(model, order)
    const subscription = model.subscriptions.get(order.subscription)!
    require(!isOver(subscription), 'it has ended')
    if (code === null) return receive(model, order, now)
    if (order.isFirst) {
      subscription.status = 'incomplete_expired'
      return withdraw(model, order)
    }
    if (order.change) return withdraw(model, order)
    require(isCounted, 'what a customer tries by hand brings the end no nearer')
    dun(model, order, code, now)
  },

  /** The day of the next try, where no card is charged: none is there, or an earlier try is still open. */
  retry(
    model: Model,
    {
      id,
      found,
      isReleased,
      now,
    }: { id: string; found: 'no card' | 'open try'; isReleased: boolean; now: Instant },
  ) {
    const order = model.orders.get(id)!
    require(order.status === 'pending' && order.nextTry !== null && order.nextTry <= now, 'it is not due')
    require(isReleased || now <= order.nextTry + daysLate * day, 'it is too late without being told to')
    if (found === 'open try') order.nextTry = now + day
    if (found === 'no card') dun(model, order, 'missing_payment_method', now)
  },

  /** The customer is gone, and with them all that they had. */
  leave(model: Model, { customer }: { customer: string }) {
    model.gone.add(customer)
    for (const order of model.orders.values()) {
      if (order.customer === customer && order.subscription === null && order.status === 'pending')
        withdraw(model, order)
    }
    for (const subscription of model.subscriptions.values()) {
      if (subscription.customer !== customer || isOver(subscription)) continue
      if (subscription.status !== 'incomplete') finish(model, subscription)
      else {
        for (const order of openOrders(model, subscription)) withdraw(model, order)
        subscription.status = 'incomplete_expired'
      }
    }
  },

  /** The customer goes on their own wish, where nothing of theirs runs or is owed. */
  beForgotten(model: Model, { id: customer }: { id: string }) {
    require(!model.gone.has(customer), 'they are gone')
    for (const subscription of model.subscriptions.values()) {
      if (subscription.customer === customer)
        require(isOver(subscription) || subscription.status === 'incomplete', 'a subscription runs')
    }
    for (const order of model.orders.values())
      require(order.customer !== customer || order.status !== 'pending', 'an order is open')
    commands.leave(model, { customer })
  },
}

/** What should have happened by now. */
export function overdue(model: Model, now: Instant): { kind: string; id: string }[] {
  const subscriptions = [...model.subscriptions.values()]
  const isBeingChanged = (subscription: Subscription) =>
    openOrders(model, subscription).some(({ change }) => change)
  const of = (kind: string, all: readonly { id: string }[]) => all.map(({ id }) => ({ kind, id }))
  return [
    ...of(
      'period_end',
      subscriptions.filter(
        (one) => runs(one) && one.end <= now && !isBeingChanged(one) && !waitsToPause(one),
      ),
    ),
    ...of(
      'resumption',
      subscriptions.filter(
        ({ status, resumesAt }) => status === 'paused' && resumesAt !== null && resumesAt <= now,
      ),
    ),
    ...of(
      'payment_retry',
      [...model.orders.values()].filter(({ nextTry }) => nextTry !== null && nextTry <= now),
    ),
  ]
}
