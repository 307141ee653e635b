import { CarryOn } from '../ui/carry-on.tsx'
import type { Page } from '../visit.ts'

export const activationPage: Page = async ({ messages, to }, { params, query }) => ({
  title: messages.pay.checking,
  continues: true,
  body: (
    <CarryOn
      messages={messages}
      title={messages.pay.checking}
      to={to(`/subscriptions/${params.id}/activate`)}
      values={{ order: query.get('order') ?? '' }}
    />
  ),
})
