import { behaviour, cannotTry, NotTried, type Check } from '../check.ts'
import { refuses } from '../expect.ts'
import type { Trial } from '../trial.ts'

/** No operation turns the member model on, so that most of this is seen where it is on already. */
export const noMembers = 'needs an organization with the member model, which no operation turns on'

/** @throws NotTried where the organization has no members: then there is nothing to see. */
export async function needsMembers(trial: Trial): Promise<void> {
  const { organization_features } = await trial.organization()
  if (organization_features?.member_model_enabled !== true) throw new NotTried(noMembers)
}

export const members: readonly Check[] = [
  behaviour(137, 'A customer’s session lists no members', async (trial) => {
    if (!(await trial.serves('GET', '/v1/customer-portal/members'))) throw new NotTried(noMembers)
    const token = await trial.session(await trial.customer())
    refuses(await trial.call('GET', '/v1/customer-portal/members', { token }), 401)
  }),
  cannotTry(138, 'Somebody who is a member already is answered as they are; nobody adds an owner', noMembers),
  cannotTry(139, 'Nobody changes their own role or takes themselves away', noMembers),
  cannotTry(140, 'An owner may hand over, a billing manager may not', noMembers),
]
