import type { updateDiscount as contract } from '@verge/polar/contract/discounts'
import type { InputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { DiscountRow } from '../../db/tables/products.ts'

type Body = InputOf<typeof contract>['body']

/** What it takes off from now on, and for how long. What is null or not said stays; whoever used it was promised the old one. */
export function valueIn(before: DiscountRow, body: Body) {
  if (body.type && body.type !== before.type)
    throw invalid(['body', 'type'], `This discount is of the type ${before.type}, and stays so.`, body.type)
  const amounts = amountsIn(before, body)
  const duration = body.duration ?? before.duration
  const duration_in_months =
    duration === 'repeating' ? (body.duration_in_months ?? before.duration_in_months) : null
  const after = {
    basis_points: body.basis_points ?? before.basis_points,
    amounts,
    duration,
    duration_in_months,
  }
  for (const field of ['basis_points', 'amounts', 'duration', 'duration_in_months'] as const) {
    const isSame = JSON.stringify(after[field]) === JSON.stringify(before[field])
    if (!isSame && before.redemptions_count > 0) {
      const words = 'Somebody has bought with this discount, so what it takes off stays. Make another one.'
      throw invalid(['body', saidBy(field, body)], words)
    }
  }
  if (body.basis_points && before.type === 'fixed')
    throw invalid(['body', 'basis_points'], 'A fixed discount takes off an amount.', body.basis_points)
  if (duration === 'repeating' && duration_in_months === null)
    throw invalid(['body', 'duration_in_months'], 'A repeating discount says for how many months.', null)
  if (duration !== 'repeating' && body.duration_in_months)
    throw invalid(
      ['body', 'duration_in_months'],
      'Only a repeating discount counts months.',
      body.duration_in_months,
    )
  return { ...after, amounts: amounts && JSON.stringify(amounts) }
}

/** One currency beside those that it has, or all of them. */
function amountsIn(before: DiscountRow, { amount, currency, amounts }: Body): Record<string, number> | null {
  if (!amount && !amounts) return before.amounts
  if (before.type === 'percentage')
    throw invalid(['body', amount ? 'amount' : 'amounts'], 'This discount takes off a share.', amount)
  const [first = 'usd'] = Object.keys(before.amounts ?? {})
  return { ...(amounts ?? before.amounts), ...(amount && { [currency ?? first]: amount }) }
}

function saidBy(field: 'basis_points' | 'amounts' | 'duration' | 'duration_in_months', body: Body): string {
  return field === 'amounts' && body.amount ? 'amount' : field
}
