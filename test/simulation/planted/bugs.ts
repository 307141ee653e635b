/** A piece of the product's text, and what it reads where the bug is planted. */
export interface Patch {
  file: string
  from: string
  to: string
}

const operations = 'packages/server/src/operations'
const webhooks = `${operations}/webhooks`
const billing = 'packages/server/src/billing'
const migrations = 'packages/server/src/db/migrations'

function bug(file: string, from: string, to: string): Patch {
  return { file, from, to }
}

/** The rule that no change may be committed without its event. */
const withoutEvents = ['customers', 'subscriptions', 'orders', 'checkouts'].map((table) =>
  bug(
    `${migrations}/001-billing.sql`,
    `ALTER TABLE ${table} ADD FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED;`,
    '',
  ),
)

/** Bugs that somebody could write, by what they do. The simulation has to find each of them. */
export const bugs: Record<string, readonly Patch[]> = {
  'each charge has a key of its own': [
    bug(
      `${operations}/payments/attempt.ts`,
      'const idempotency_key = attempt.id',
      'const idempotency_key = `${attempt.id} ${(asked += 1)}`',
    ),
    bug(
      `${operations}/payments/attempt.ts`,
      'export interface NewAttempt {',
      'let asked = 0\nexport interface NewAttempt {',
    ),
  ],
  'a cent too much is charged': [
    bug(`${operations}/payments/attempt.ts`, 'amount: attempt.amount,', 'amount: attempt.amount + 1,'),
  ],
  'no answer is taken for a decline': [
    bug(
      `${operations}/payments/attempt.ts`,
      "if (!('said' in answer.value)) await postpone(ports, asked[index]!, answer.value.ask_after)",
      "if (!('said' in answer.value)) outcomes.set(asked[index]!.id, { ...asked[index]!, status: 'failed', payment_id: 'none', decline_code: 'timeout' })",
    ),
  ],
  'the processor is called inside the transaction': [
    bug(
      `${operations}/subscriptions/pass-period-end.ts`,
      'const attempts = await ports.db.transaction().execute((tx) => passThem(tx, ports, some, claim))',
      'const attempts = await ports.db.transaction().execute(async (tx) => settleAttempts(ports, await passThem(tx, ports, some, claim)))',
    ),
  ],
  'nobody asks again for an answer that was lost': [
    bug(
      `${billing}/due-work.ts`,
      "if (status === 'unknown' || status === 'processing')",
      "if (status === 'processing')",
    ),
  ],
  'money that comes too late is kept': [
    bug(
      `${operations}/payments/outcome.ts`,
      "outcome.status === 'succeeded' && !isOpen(order) && !contradiction(outcome, attempt) ? 'pending' : null,",
      'null,',
    ),
  ],
  'what the bank says counts for a withdrawn order too': [
    bug(
      `${operations}/payments/outcome.ts`,
      'const open = steps.filter(({ order }) => isOpen(order))',
      'const open = steps',
    ),
  ],
  'the first payment that fails leaves its order open': [
    bug(
      `${operations}/payments/outcome.ts`,
      'await voidOrder(tx, ports, order, cause)\n    return abandon',
      'return abandon',
    ),
  ],
  'a change that was not paid stays owed': [
    bug(
      `${operations}/payments/outcome.ts`,
      'if (order.subscription_terms) return voidOrder(tx, ports, order, cause)',
      'if (order.subscription_terms) return',
    ),
  ],
  'what a customer tries by hand counts as dunning': [
    bug(
      `${operations}/payments/dun.ts`,
      "['initial', 'cycle', 'dunning']",
      "['initial', 'cycle', 'dunning', 'customer']",
    ),
  ],
  'dunning tries once more': [bug(`${billing}/dunning.ts`, '[2, 5, 7, 7]', '[2, 5, 7, 7, 7]')],
  'dunning counts its days from the wrong end': [
    bug(`${billing}/dunning.ts`, 'retryDays[failures - 1]', 'retryDays[retryDays.length - failures]'),
  ],
  'the last failed try leaves the orders open': [
    bug(
      `${operations}/payments/dun.ts`,
      'await voidPendingOrders(tx, ports, subscription.id, cause)',
      'null',
    ),
  ],
  'an end by the seller leaves the orders open': [
    bug(
      `${operations}/subscriptions/revoke.ts`,
      'await voidPendingOrders(tx, ports, subscription.id, cause)',
      'null',
    ),
  ],
  'a paid subscription stays past due': [
    bug(
      `${operations}/payments/mark-paid.ts`,
      'if (!isPastDue(subscription) || (await owesMore(tx, subscription.id))) return subscription',
      'return subscription',
    ),
  ],
  'a payment has no receipt': [
    bug(
      `${operations}/payments/mark-paid.ts`,
      'receipt_number: numbers.get(order.id) ?? null,',
      'receipt_number: null,',
    ),
  ],
  'a payment is told to nobody': [
    bug(`${operations}/payments/mark-paid.ts`, 'if (!payment) continue', 'continue'),
  ],
  'a mail leaves before its cause is committed': [
    bug(
      `${operations}/subscriptions/cancel.ts`,
      "await queueMail(tx, ports, 'cancellation_scheduled',",
      "await queueMail(ports.db as never, ports, 'cancellation_scheduled',",
    ),
  ],
  'a period ends only after its end': [
    bug(
      `${operations}/subscriptions/pass-period-end.ts`,
      'one.current_period_end <= now &&',
      'one.current_period_end < now &&',
    ),
  ],
  'a period ends before its end': [
    bug(`${operations}/subscriptions/pass-period-end.ts`, 'one.current_period_end <= now &&', ''),
    bug(
      `${operations}/due-work/claim.ts`,
      'WHERE due_at <= ${now} AND parked_at IS NULL',
      'WHERE parked_at IS NULL',
    ),
  ],
  'the day of the month is lost after a short one': [
    bug(
      `${billing}/renewal.ts`,
      'converts || isNewRhythm ? anchorOf(begins) : subscription',
      'anchorOf(begins)',
    ),
  ],
  'a period begins when it is noticed': [
    bug(
      `${billing}/new-period.ts`,
      'const period = periodAt(begins, recurrence, now)',
      'const period = periodAt(now, recurrence, now)',
    ),
  ],
  'each month of a long stop is billed': [
    bug(`${billing}/new-period.ts`, 'while (current_period_end <= now) {', 'while (false as boolean) {'),
  ],
  'nobody is asked before a very late charge': [
    bug(
      `${operations}/subscriptions/pass-period-end.ts`,
      'if (late.length > 0) throw new HeldBack(late.map(({ id }) => id))',
      '',
    ),
  ],
  'a canceled trial is charged': [
    bug(
      `${billing}/renewal.ts`,
      'if (subscription.cancel_at_period_end)',
      'if (subscription.cancel_at_period_end && !isTrialing(subscription))',
    ),
    bug(
      `${migrations}/001-billing.sql`,
      'CREATE TRIGGER nothing_after_end BEFORE INSERT ON orders\n  FOR EACH ROW WHEN (NEW.subscription_id IS NOT NULL) EXECUTE FUNCTION refuse_billing_after_end();',
      '',
    ),
  ],
  'what is canceled can be canceled again': [
    bug(`${billing}/cancellation.ts`, 'refuseIf(cancellationRefusal(subscription))', ''),
  ],
  'what has ended can be taken back': [
    bug(`${billing}/cancellation.ts`, 'refuseIf(uncancellationRefusal(subscription))', ''),
  ],
  'a cancellation that is taken back leaves its date': [
    bug(`${billing}/cancellation.ts`, 'canceled_at: null,\n      ends_at: null,', 'canceled_at: null,'),
  ],
  'a scheduled change outlives its subscription': [
    bug(`${billing}/cancellation.ts`, 'resumes_at: null,\n      pending_update: null,', 'resumes_at: null,'),
  ],
  'a scheduled change happens in each period': [
    bug(`${billing}/new-period.ts`, '...(subscription.pending_update && { pending_update: null }),', ''),
  ],
  'a pause that has come is still to come': [
    bug(`${billing}/pause.ts`, 'paused_at: now, pause_at_period_end: false', 'paused_at: now'),
  ],
  'a subscription is paused twice over': [
    bug(`${billing}/pause.ts`, 'refuseIf(pauseRefusal(subscription))', ''),
  ],
  'all seats cost as much as one': [bug(`${billing}/price.ts`, 'return bought * (tier', 'return 1 * (tier')],
  'a credit is rounded down': [
    bug(
      `${billing}/proration.ts`,
      '(BigInt(amount) * BigInt(left) * 2n + BigInt(whole)) / (2n * BigInt(whole))',
      '(BigInt(amount) * BigInt(left)) / BigInt(whole)',
    ),
  ],
  'a credit is billed again in each period': [
    bug(`${operations}/orders/create.ts`, "await updateRows(tx, 'prorations', ['order_id'], billed)", ''),
  ],
  'tax is rounded up': [
    bug(
      `${billing}/tax.ts`,
      'Math.floor((net_amount * rate + 5000) / 10_000)',
      'Math.ceil((net_amount * rate) / 10_000)',
    ),
  ],
  'what is bought once is given to nobody': [
    bug(
      `${operations}/benefits/access.ts`,
      "if (changed.table === 'orders') return ofPurchases(changed.steps)",
      '',
    ),
  ],
  'what is bought once stays where a refund takes it': [
    bug(
      `${operations}/benefits/access.ts`,
      "if (changed.table === 'refunds') return ofRefunds(changed.steps)",
      '',
    ),
  ],
  'a purchase can be withdrawn from twice': [
    bug(
      `${operations}/leaving/withdraw-purchase.ts`,
      'const ended_at = await withdrawnAt(db, order)',
      'const ended_at = null && (await withdrawnAt(db, order))',
    ),
    bug(
      `${migrations}/063-one-withdrawal-of-a-purchase.sql`,
      'CREATE UNIQUE INDEX CONCURRENTLY cancellation_receipts_one_for_order',
      'CREATE INDEX CONCURRENTLY cancellation_receipts_one_for_order',
    ),
  ],
  'what somebody withdrew from stays theirs until the money is back': [
    bug(
      `${operations}/leaving/withdraw-purchase.ts`,
      'await followAccess(tx, ports, { subscription_ids: [], order_ids: [order.id], product_ids: [] }, cause)',
      '',
    ),
  ],
  'a withdrawal gives back what went back before': [
    bug(`${operations}/leaving/payments.ts`, 'given: sumOf(given)', 'given: sumOf([])'),
  ],
  'a contract can be withdrawn from for ever': [
    bug(
      'packages/polar/src/policy/withdrawal.ts',
      'if (now >= withdrawalUntil(',
      'if (false && now >= withdrawalUntil(',
    ),
  ],
  'a plan is had twice': [
    bug(`${operations}/checkouts/buy.ts`, 'await refuseSecond(tx, customer_id, checkout.product_id)', ''),
    bug(
      `${migrations}/007-one-running-subscription.sql`,
      'CREATE UNIQUE INDEX subscriptions_one_running',
      'CREATE INDEX subscriptions_one_running',
    ),
  ],
  'two periods are billed where one passed': [
    bug(
      `${operations}/subscriptions/pass-period-end.ts`,
      'const orders = await createOrders(tx, ports, news, cause)',
      'await createOrders(tx, ports, news, cause)\n  const orders = await createOrders(tx, ports, news, cause)',
    ),
    bug(
      `${migrations}/001-billing.sql`,
      'CREATE UNIQUE INDEX orders_one_per_period',
      'CREATE INDEX orders_one_per_period',
    ),
  ],
  'a change leaves no audit entry': [
    bug(`${operations}/apply-change.ts`, "sql`noted AS (${insertion('audit_entries', entries)})`,", ''),
    bug(
      `${migrations}/001-billing.sql`,
      'ALTER TABLE events\n  ADD FOREIGN KEY (aggregate_id, version) REFERENCES audit_entries (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED;',
      '',
    ),
  ],
  'an audit entry is chained to no other': [
    bug(
      `${migrations}/083-chained-audit-trail.sql`,
      'AND version = NEW.version - 1',
      'AND version = NEW.version',
    ),
  ],
  'what a turn of due work changed cannot be told from the rest': [
    bug(
      'packages/server/src/jobs/run-due.ts',
      '{ ...ports, requestId: `${claim.kind}/${claim.fence}` }',
      "{ ...ports, requestId: '' }",
    ),
  ],
  'a change tells nobody': [
    bug(`${operations}/apply-change.ts`, "sql`told AS (${insertion('events', events)})`,", ''),
    bug(
      `${migrations}/001-billing.sql`,
      ',\n  FOREIGN KEY (aggregate_id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED',
      '',
    ),
    ...withoutEvents,
  ],
  'the audit trail says what was, not what is': [
    bug(
      `${operations}/apply-change.ts`,
      '    before,\n    after,\n  }))',
      '    before,\n    after: before ?? after,\n  }))',
    ),
  ],
  'a change does not say when it falls due': [
    bug(`${operations}/apply-change.ts`, 'await followChanges[table](tx, ports, steps)', ''),
  ],
  'anybody cancels for anybody': [
    bug(
      `${operations}/subscriptions/lock.ts`,
      "await found.where('customer_id', '=', owner.customer_id).executeTakeFirst()",
      'await found.executeTakeFirst()',
    ),
  ],
  'anybody reads the orders of anybody': [
    bug(`${operations}/orders/find.ts`, "owned.where('customer_id', '=', actor.customer_id)", 'owned'),
  ],
  'a session opens for ever': [
    bug(`${operations}/customer-sessions/resolve.ts`, ".where('expires_at', '>', now)", ''),
  ],
  'a session is kept as it is': [
    bug(`${operations}/customer-sessions/open.ts`, 'token_hash: hashOf(token, ports)', 'token_hash: token'),
  ],
  'whoever is deleted stays signed in': [
    bug(
      `${operations}/customers/remove.ts`,
      '.set({ revoked_at: now, device: null })',
      '.set({ revoked_at: null, device: null })',
    ),
  ],
  'whoever asks for it is forgotten while they owe': [
    bug(
      `${operations}/customers/erase.ts`,
      'refuseIf(erasureRefusal(await standingOf(tx, customer.id)))',
      'refuseIf(erasureRefusal({ ...(await standingOf(tx, customer.id)), subscriptions: [], owes: false }))',
    ),
  ],
  'the machine is asked for the time': [
    bug(
      `${operations}/subscriptions/cancel.ts`,
      '{ now: ports.clock.now(), reason }',
      '{ now: new Date(), reason }',
    ),
  ],
  'the machine is asked for chance': [
    bug(`${operations}/subscriptions/create.ts`, 'id: ports.ids.uuid(),', 'id: crypto.randomUUID(),'),
  ],
  'a deleted customer is given a card': [
    bug(
      `${operations}/payment-methods/add.ts`,
      'const { deleted_at } = customer',
      'const deleted_at = null as Date | null',
    ),
  ],
  'each question about a refund makes another one': [
    bug(
      `${operations}/refunds/settle.ts`,
      'processor.refund({ idempotency_key: id,',
      'processor.refund({ idempotency_key: `${id} ${(asked += 1)}`,',
    ),
    bug(`${operations}/refunds/settle.ts`, 'const cause: Cause', 'let asked = 0\nconst cause: Cause'),
  ],
  'the tax of a refund stays': [
    bug(
      `${operations}/refunds/settle.ts`,
      'const whole = amount + tax_amount',
      'const whole = amount + 0 * tax_amount',
    ),
  ],
  'a refund is not told of to its order': [
    bug(
      `${operations}/refunds/settle.ts`,
      'const given = sumOf(await succeededRefunds(tx, order.id))',
      'const given = sumOf([])',
    ),
  ],
  'refunds that are on their way are not counted': [
    bug(
      `${operations}/refunds/create.ts`,
      ".where('status', 'in', ['pending', 'succeeded'])",
      ".where('status', '=', 'succeeded')",
    ),
    bug(
      `${migrations}/010-processor.sql`,
      "CREATE TRIGGER no_more_than_paid BEFORE INSERT OR UPDATE OF status ON refunds\n  FOR EACH ROW WHEN (NEW.status IN ('pending', 'succeeded')) EXECUTE FUNCTION refuse_over_refund();",
      '',
    ),
  ],
  'a webhook has another id at each try': [
    bug(
      `${webhooks}/deliver.ts`,
      'ports.webhooks.send({ id: event.id,',
      'ports.webhooks.send({ id: ports.ids.uuid(),',
    ),
  ],
  'webhooks overtake each other': [
    bug(
      `${webhooks}/deliver.ts`,
      "open.where('tries', '=', 0).orderBy('position').executeTakeFirst()",
      "open.where('tries', '=', 0).orderBy('position', 'desc').executeTakeFirst()",
    ),
  ],
  'a lost answer counts as one that came': [
    bug(
      `${billing}/delivery.ts`,
      'return http_code !== null && http_code >= 200',
      'return http_code === null || http_code >= 200',
    ),
  ],
  'a webhook that failed is forgotten': [
    bug(
      `${billing}/delivery.ts`,
      'if (isDelivered(tried) || isFinal(tried)',
      'if (tries > 0 || isFinal(tried)',
    ),
  ],
  'whoever is off is told all the same': [
    bug(`${webhooks}/announce.ts`, 'AND enabled AND deleted_at IS NULL', 'AND deleted_at IS NULL'),
  ],
  'a webhook tells what is, not what was': [
    bug(
      `${webhooks}/payload.ts`,
      'SELECT (jsonb_populate_record(NULL::${sql.table(table)}, entry.after)).*\n    FROM audit_entries AS entry WHERE entry.aggregate_id = ${aggregate_id} AND entry.version = ${version}',
      'SELECT * FROM ${sql.table(table)} WHERE id = ${aggregate_id} AND version >= ${version}',
    ),
  ],
}
