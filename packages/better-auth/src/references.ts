import * as z from 'zod'
import type { ActingOptions, PluginContext, ReferenceRequest } from './plugin-context.ts'
import { refusal } from './refuse.ts'

/** The organization that is acted for; without it the user acts for themselves. */
export const organizationId = z.string().max(256).optional()

/** For one part: who asks nobody of their own asks whom `polar()` was given. */
export function askingBy(context: PluginContext, { authorizeReference }: ActingOptions): PluginContext {
  return authorizeReference ? { ...context, authorizeReference } : context
}

interface Asked {
  user: ReferenceRequest['user']
  referenceId: string | undefined
  action: ReferenceRequest['action']
}

/**
 * The external id of the customer that this request is about: the user's own, or the organization's where the app says yes.
 *
 * @throws REFERENCE_NOT_ALLOWED
 */
export async function referenceOf(
  { authorizeReference }: Pick<PluginContext, 'authorizeReference'>,
  { user, referenceId, action }: Asked,
): Promise<string> {
  if (!referenceId || referenceId === user.id) return user.id
  if (await authorizeReference?.({ user, organizationId: referenceId, action })) return referenceId
  throw refusal('REFERENCE_NOT_ALLOWED')
}
