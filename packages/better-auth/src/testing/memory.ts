import { memoryAdapter } from 'better-auth/adapters/memory'

const tables = [
  'user',
  'account',
  'session',
  'verification',
  'polarSubscription',
  'polarReading',
  'polarCustomerState',
  'polarEvent',
]

/** A database of an app with the plugin and its copy, which asks nothing of where it runs. */
export function inMemory() {
  return memoryAdapter(Object.fromEntries(tables.map((name) => [name, []])))
}
