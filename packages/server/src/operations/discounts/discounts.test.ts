import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { advanceClock } from '../../jobs/run-due.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { CustomerActor } from '../actor.ts'
import { confirmClientCheckout } from '../checkouts/confirm.ts'
import { createCheckout } from '../checkouts/create.ts'
import { getClientCheckout } from '../checkouts/get.ts'
import { updateClientCheckout } from '../checkouts/update.ts'
import { createProduct } from '../products/create.ts'
import { previewCharge } from '../subscriptions/preview.ts'
import { quoteChange } from '../subscriptions/quote.ts'
import { updateSubscription } from '../subscriptions/update.ts'
import { createDiscount } from './create.ts'
import { deleteDiscount, updateDiscount } from './update.ts'

const works = '4242424242424242'
const refuses = '4000000000000341'
const nobody = { kind: 'anonymous' } as const

let world: World
let actor: CustomerActor
let monthly: string

beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com')).actor
  monthly = await product('month', 3000)
})
afterEach(() => world.ports.db.destroy())

type Terms = Partial<Parameters<typeof createDiscount>[2]['body']>
async function discount(terms: Terms = {}) {
  const body = {
    name: 'Spring',
    code: 'SPRING',
    type: 'percentage',
    basis_points: 2000,
    duration: 'forever',
    ...terms,
  }
  return createDiscount(world.ports, world.organization, { body: body as never })
}

async function product(recurring_interval: 'month' | 'year', price_amount: number, trialDays?: number) {
  const { id } = await createProduct(world.ports, world.organization, {
    body: {
      name: `A ${recurring_interval} for ${price_amount}`,
      visibility: 'public',
      recurring_interval,
      ...(trialDays && { trial_interval: 'day' as const, trial_interval_count: trialDays }),
      prices: [{ amount_type: 'fixed', price_amount, price_currency: 'usd' }],
    },
  })
  return id
}

async function open(product_id: string, rest: object = {}): Promise<string> {
  const { client_secret } = await createCheckout(world.ports, world.organization, {
    body: {
      products: [product_id],
      customer_id: actor.customer_id,
      allow_trial: true,
      allow_discount_codes: true,
      require_billing_address: false,
      ...rest,
    },
  })
  return client_secret
}
const type = (client_secret: string, body: object) =>
  updateClientCheckout(world.ports, nobody, { params: { client_secret }, body })
async function confirm(client_secret: string, card = works) {
  const confirmation_token_id = await world.cardToken(card)
  return confirmClientCheckout(world.ports, nobody, {
    params: { client_secret },
    body: { confirmation_token_id },
  })
}
async function buy(product_id: string, discount_code: string): Promise<string> {
  const secret = await open(product_id)
  await type(secret, { discount_code })
  await confirm(secret)
  const { id } = await world.ports.db.selectFrom('subscriptions').select('id').executeTakeFirstOrThrow()
  return id
}
const until = (date: string) => advanceClock(world.ports, world.moveTo, new Date(`${date}T12:00:00Z`))
const charged = async () =>
  (await world.ports.processor.ledger())
    .filter(({ status }) => status === 'succeeded')
    .map(({ amount }) => amount)
const used = async () =>
  (await world.ports.db.selectFrom('discounts').select('redemptions_count').executeTakeFirstOrThrow())
    .redemptions_count

describe('a discount', () => {
  it.each([
    ['once counts for the first payment', { duration: 'once' }, [2400, 3000, 3000, 3000]],
    ['for ever counts for each', { duration: 'forever' }, [2400, 2400, 2400, 2400]],
    [
      'for two months counts for two',
      { duration: 'repeating', duration_in_months: 2 },
      [2400, 2400, 3000, 3000],
    ],
  ] as const)('%s', async (_, terms, amounts) => {
    await discount(terms)
    const id = await buy(monthly, 'spring')
    await until('2027-04-30')
    expect(await charged()).toEqual(amounts)
    const { discount_id } = await world.ports.db
      .selectFrom('subscriptions')
      .select('discount_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(discount_id === null).toBe(terms.duration !== 'forever')
  })

  it('for three months counts for one year of a yearly plan', async () => {
    await discount({ duration: 'repeating', duration_in_months: 3 })
    await buy(await product('year', 30_000), 'SPRING')
    await until('2028-02-01')
    expect(await charged()).toEqual([24_000, 30_000])
  })

  it('of a trial begins with what is paid after it', async () => {
    await discount({ duration: 'once' })
    const id = await buy(await product('month', 3000, 10), 'SPRING')
    expect(await previewCharge(world.ports, actor, { params: { id } })).toMatchObject({ due_amount: 2400 })
    await until('2027-03-11')
    expect(await charged()).toEqual([2400, 3000])
  })

  it('of the whole price charges nothing, keeps the card, and charges when it is over', async () => {
    await discount({ basis_points: 10_000, duration: 'once' })
    await buy(monthly, 'SPRING')
    expect(await charged()).toEqual([])
    const [order] = await world.ports.db.selectFrom('orders').selectAll().execute()
    expect(order).toMatchObject({ status: 'paid', due_amount: 0, receipt_number: null })
    await until('2027-02-28')
    expect(await charged()).toEqual([3000])
  })

  it('of more than the price takes the price off, and no more', async () => {
    await discount({ type: 'fixed', basis_points: undefined, amount: 5000, currency: 'usd' } as never)
    const secret = await open(monthly)
    expect(await type(secret, { discount_code: 'SPRING' })).toMatchObject({
      discount_amount: 3000,
      total_amount: 0,
      is_payment_required: false,
    })
  })

  it('in another currency takes nothing off', async () => {
    await discount({ type: 'fixed', basis_points: undefined, amount: 500, currency: 'eur' } as never)
    expect(await type(await open(monthly), { discount_code: 'SPRING' })).toMatchObject({
      discount_amount: 0,
      total_amount: 3000,
    })
  })

  describe('that waits for the next period', () => {
    const sells = (id: string, body: Parameters<typeof updateSubscription>[2]['body']) =>
      updateSubscription(world.ports, world.organization, { params: { id }, body })
    async function bought(product_id = monthly): Promise<string> {
      await confirm(await open(product_id))
      return (await world.ports.db.selectFrom('subscriptions').select('id').executeTakeFirstOrThrow()).id
    }
    const previewed = async (id: string) =>
      (await previewCharge(world.ports, actor, { params: { id } })).due_amount

    it('counts for the period that comes, also after a pause', async () => {
      const { id: discount_id } = await discount({ code: null, duration: 'once' })
      const id = await bought()
      await sells(id, { discount_id })
      await sells(id, { pause_at_period_end: true, resumes_at: new Date('2027-04-10T12:00:00Z') })
      expect(await previewed(id)).toBe(2400)
      await until('2027-05-10')
      expect(await charged()).toEqual([3000, 2400, 3000])
    })

    it.each([
      ['sooner', '2027-02-10', '2027-03-10'],
      ['later', '2027-03-10', '2027-04-10'],
    ])('counts for the period that comes %s than was expected', async (_, end, next) => {
      const { id: discount_id } = await discount({ code: null, duration: 'once' })
      const id = await bought()
      await sells(id, { discount_id })
      await sells(id, { current_billing_period_end: new Date(`${end}T12:00:00Z`) })
      expect(await previewed(id)).toBe(2400)
      await until(next)
      expect(await charged()).toEqual([3000, 2400, 3000])
    })

    it('of a trial counts for the first payment, also of a plan that begins at once instead', async () => {
      await discount({ duration: 'once' })
      const id = await buy(await product('month', 3000, 10), 'SPRING')
      const product_id = await product('month', 5000)
      const quoted = await quoteChange(world.ports, actor, { params: { id }, body: { product_id } })
      expect(quoted).toMatchObject({
        charge: { due_amount: 4000, discount_amount: 1000 },
        follows: { charge: { due_amount: 5000, discount_amount: 0 } },
      })
      await sells(id, { product_id, proration_behavior: 'invoice' })
      expect(await charged()).toEqual([4000])
      await until('2027-02-28')
      expect(await charged()).toEqual([4000, 5000])
    })

    it('is not used up when it is taken away before', async () => {
      const { id: discount_id } = await discount({ code: null, max_redemptions: 1 })
      const id = await bought()
      await sells(id, { discount_id })
      expect(await used()).toBe(1)
      await sells(id, { discount_id: null })
      expect(await used()).toBe(0)
      await sells(id, { discount_id })
      await until('2027-02-28')
      await sells(id, { discount_id: null })
      expect(await used()).toBe(1)
    })

    it('is given to no subscription that has ended', async () => {
      const { id: discount_id } = await discount({ code: null, max_redemptions: 1 })
      const id = await bought()
      await sells(id, { revoke: true })
      await expect(sells(id, { discount_id })).rejects.toMatchObject({
        error: 'AlreadyCanceledSubscription',
        status: 403,
      })
      expect(await used()).toBe(0)
    })
  })

  it('for three months counts three times in a year of months', async () => {
    await discount({ duration: 'repeating', duration_in_months: 3 })
    await buy(monthly, 'SPRING')
    await until('2028-01-30')
    expect(await charged()).toEqual([...Array(3).fill(2400), ...Array(9).fill(3000)])
  })

  it('for three months begins after a trial', async () => {
    await discount({ duration: 'repeating', duration_in_months: 3 })
    await buy(await product('month', 3000, 10), 'SPRING')
    await until('2027-06-10')
    expect(await charged()).toEqual([2400, 2400, 2400, 3000, 3000])
  })

  it('given by the seller counts from the next period on, and can be taken away', async () => {
    const given = await discount({ code: null })
    await confirm(await open(monthly))
    const { id } = await world.ports.db.selectFrom('subscriptions').select('id').executeTakeFirstOrThrow()
    const to = (discount_id: string | null) =>
      updateSubscription(world.ports, world.organization, { params: { id }, body: { discount_id } })
    expect(await to(given.id)).toMatchObject({ discount: { name: 'Spring', basis_points: 2000 } })
    await until('2027-02-28')
    expect(await to(null)).toMatchObject({ discount: null, discount_id: null })
    await until('2027-03-31')
    expect(await charged()).toEqual([3000, 2400, 3000])
  })
})

describe('a code', () => {
  it('shows what it takes off before anything is paid, and can be taken away again', async () => {
    await discount()
    const secret = await open(monthly)
    expect(await type(secret, { discount_code: 'spring' })).toMatchObject({
      amount: 3000,
      discount_amount: 600,
      net_amount: 2400,
      is_discount_applicable: true,
      discount: { name: 'Spring', code: 'SPRING', basis_points: 2000 },
    })
    expect(await type(secret, { discount_code: null })).toMatchObject({ discount: null, total_amount: 3000 })
  })

  it.each([
    ['that nobody made', async () => {}],
    ['that is not valid yet', () => discount({ starts_at: new Date('2027-06-01T00:00:00Z') })],
    ['that is over', () => discount({ ends_at: new Date('2027-01-01T00:00:00Z') })],
    ['for another product', async () => discount({ products: [await product('year', 100)] })],
    [
      'that was deleted',
      async () => {
        const { id } = await discount()
        await deleteDiscount(world.ports, world.organization, { params: { id } })
      },
    ],
  ])('%s is refused where it was typed', async (_, prepare) => {
    await prepare()
    const refused = await type(await open(monthly), { discount_code: 'SPRING' }).catch(
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ status: 422, detail: [{ loc: ['body', 'discount_code'] }] })
  })

  it('is refused where the seller takes none', async () => {
    await discount()
    const secret = await open(monthly, { allow_discount_codes: false })
    await expect(type(secret, { discount_code: 'SPRING' })).rejects.toMatchObject({ status: 422 })
  })

  it.each([
    ['deleted', (id: string) => deleteDiscount(world.ports, world.organization, { params: { id } })],
    [
      'ended',
      (id: string) =>
        updateDiscount(world.ports, world.organization, {
          params: { id },
          body: { ends_at: new Date('2027-01-31T11:00:00Z') },
        }),
    ],
  ])('that was %s after it was shown is shown no more, and the full price is paid', async (_, spend) => {
    const { id } = await discount()
    const secret = await open(monthly)
    await type(secret, { discount_code: 'SPRING' })
    await spend(id)
    const seen = await getClientCheckout(world.ports, nobody, { params: { client_secret: secret } })
    expect(seen).toMatchObject({ discount: null, discount_id: null, discount_amount: 0, total_amount: 3000 })
    // Who saw the old price last is not charged another one.
    await expect(confirm(secret)).rejects.toMatchObject({ error: 'DiscountRedemptionLimitReached' })
    expect(await type(secret, { customer_name: 'Ada' })).toMatchObject({ total_amount: 3000 })
    await confirm(secret)
    expect(await charged()).toEqual([3000])
  })

  it('can be typed wherever there is a price, before one is', async () => {
    const secret = await open(monthly)
    expect(await type(secret, {})).toMatchObject({ is_discount_applicable: true, discount: null })
  })

  it.each([
    ['is over', { ends_at: new Date('2027-01-01T00:00:00Z') }],
    ['has not begun', { starts_at: new Date('2027-06-01T00:00:00Z') }],
    ['is for something else', { products: 'another' }],
  ])('of a seller who opens a checkout with one that %s is refused where it stands', async (_, terms) => {
    const products = 'products' in terms ? [await product('year', 100)] : undefined
    const { id } = await discount({ ...terms, products } as Terms)
    await expect(open(monthly, { discount_id: id })).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ['body', 'discount_id'] }],
    })
  })

  it('that ran out after it was shown charges nothing at all', async () => {
    const { id } = await discount()
    const secret = await open(monthly)
    await type(secret, { discount_code: 'SPRING' })
    const ends_at = new Date('2027-01-31T11:00:00Z')
    await updateDiscount(world.ports, world.organization, { params: { id }, body: { ends_at } })
    await expect(confirm(secret)).rejects.toMatchObject({
      error: 'DiscountRedemptionLimitReached',
      status: 403,
    })
    expect(await charged()).toEqual([])
  })

  it('is used by a purchase, and not by one whose card was refused', async () => {
    await discount({ max_redemptions: 1 })
    const secret = await open(monthly)
    await type(secret, { discount_code: 'SPRING' })
    await expect(confirm(secret, refuses)).rejects.toMatchObject({ error: 'PaymentError' })
    expect(await used()).toBe(0)
    await confirm(secret)
    expect(await used()).toBe(1)
    await expect(
      type(await open(await product('year', 5000)), { discount_code: 'SPRING' }),
    ).rejects.toMatchObject({
      status: 422,
    })
  })

  it('belongs to one discount, however it is written', async () => {
    await discount()
    await expect(discount({ code: 'spring' })).rejects.toMatchObject({ status: 422 })
  })
})

describe('what a discount takes off', () => {
  const change = (id: string, body: object) =>
    updateDiscount(world.ports, world.organization, { params: { id }, body })

  it('may change until somebody has bought with it, and its kind stays', async () => {
    const { id } = await discount()
    const repeating = { basis_points: 500, duration: 'repeating', duration_in_months: 3 } as const
    expect(await change(id, repeating)).toMatchObject(repeating)
    await expect(change(id, { type: 'fixed' })).rejects.toMatchObject({ detail: [{ loc: ['body', 'type'] }] })
    await expect(change(id, { amount: 5 })).rejects.toMatchObject({ detail: [{ loc: ['body', 'amount'] }] })
    await buyWith(id)
    expect(await change(id, { ...repeating, name: 'Summer' })).toMatchObject({ name: 'Summer' })
    for (const [field, value] of [
      ['basis_points', 600],
      ['duration', 'forever'],
      ['duration_in_months', 4],
    ])
      await expect(change(id, { [field!]: value })).rejects.toMatchObject({
        detail: [{ loc: ['body', field] }],
      })
  })

  it('in one currency is changed beside the others', async () => {
    const fixed = { type: 'fixed', basis_points: undefined, amounts: { usd: 100, eur: 90 } } as const
    const { id } = await discount(fixed as never)
    expect(await change(id, { amount: 80, currency: 'eur' })).toMatchObject({
      amounts: { usd: 100, eur: 80 },
    })
    expect(await change(id, { amounts: { usd: 50 } })).toMatchObject({ amounts: { usd: 50 } })
  })

  it('is taken off for one customer as often as the seller says', async () => {
    const { id, max_redemptions_per_customer } = await discount({ max_redemptions_per_customer: 1 })
    expect(max_redemptions_per_customer).toBe(1)
    await buyWith(id)
    const again = await product('year', 9000)
    await expect(buyWith(id, again)).rejects.toMatchObject({ error: 'DiscountRedemptionLimitReached' })
    const shown = await open(again, { discount_id: id, customer_id: actor.customer_id })
    const params = { client_secret: shown }
    expect(await getClientCheckout(world.ports, nobody, { params })).toMatchObject({ discount: null })
    expect(await change(id, { max_redemptions_per_customer: 2 })).toMatchObject({
      max_redemptions_per_customer: 2,
      redemptions_count: 1,
    })
    await buyWith(id, again)
  })

  async function buyWith(discount_id: string, product_id = monthly): Promise<void> {
    const client_secret = await open(product_id, { discount_id, customer_id: actor.customer_id })
    const confirmation_token_id = await world.cardToken(works)
    const input = { params: { client_secret }, body: { confirmation_token_id } }
    await confirmClientCheckout(world.ports, nobody, input)
  }
})
