import { carryOnPage, valuesOf } from '../ui/carry-on.tsx'
import type { Page } from '../visit.ts'

export const activationPage: Page = async ({ messages, to }, { params, query }) =>
  carryOnPage(messages, {
    title: messages.pay.checking,
    to: to(`/subscriptions/${params.id}/activate`),
    values: valuesOf(query, ['order']),
  })
