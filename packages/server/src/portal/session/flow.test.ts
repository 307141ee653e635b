import { expect, it } from 'vitest'
import { pathOfFlow } from './flow.ts'

it.each([
  ['cancel', 'sub_1', '/subscriptions/sub_1/cancel'],
  ['change-plan', 'sub_1', '/subscriptions/sub_1/change'],
  ['plan', 'sub_1', '/subscriptions/sub_1/change'],
  ['reactivate', 'sub_1', '/subscriptions/sub_1'],
  ['payment-method', null, '/payment-methods'],
  ['invoices', null, '/orders'],
  ['cancel', null, ''],
  ['cancel', '../../sign-out', ''],
  [null, null, ''],
])('the flow %s of %s leads to %s', (flow, subscription, path) => {
  expect(pathOfFlow(flow, subscription)).toBe(path)
})
