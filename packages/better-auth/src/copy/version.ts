import type { SubscriptionState } from '../provider.ts'

/**
 * Orders the states of one subscription by comparing text. Hosted Polar counts microseconds, which a Date would cut off, so
 * the instant is kept as it is written, with its fraction filled up.
 */
export function versionOf({
  created_at,
  modified_at,
}: Pick<SubscriptionState, 'created_at' | 'modified_at'>): string {
  return versionAt(modified_at ?? created_at)
}

/** An instant as text that orders as instants do. */
export function versionAt(text: string): string {
  const [, second = '', fraction = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00:00)$/.exec(text) ?? []
  if (second) return `${second}.${fraction.padEnd(6, '0').slice(0, 6)}`
  // In another zone than the wire's own.
  return new Date(text).toISOString().replace('Z', '000')
}
