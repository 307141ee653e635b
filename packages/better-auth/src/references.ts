import type { AuthorizeReference, ReferenceRequest } from './plugin-context.ts'
import { refusal } from './refuse.ts'

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
  { user, referenceId, action }: Asked,
  authorizeReference: AuthorizeReference | undefined,
): Promise<string> {
  if (!referenceId || referenceId === user.id) return user.id
  if (await authorizeReference?.({ user, organizationId: referenceId, action })) return referenceId
  throw refusal('REFERENCE_NOT_ALLOWED')
}
