import { backFromBank } from '../orders/back-from-bank.ts'
import { valuesOf } from '../ui/carry-on.tsx'
import type { Page } from '../visit.ts'

export const activationPage: Page = (visit, { params, query }) =>
  backFromBank(visit, {
    order_id: query.get('order') ?? '',
    title: visit.messages.pay.checking,
    to: visit.to(`/subscriptions/${params.id}/activate`),
    values: valuesOf(query, ['order']),
  })
