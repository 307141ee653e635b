import { PolarFault, type Polar } from '@verge/polar/client'
import { getCustomerSessionUser } from '@verge/polar/contract/customer-sessions'
import { Refusal } from '@verge/polar/refusals'
import type { PortalSession } from './session.ts'

type Shown = Pick<PortalSession, 'has_say_in_billing' | 'has_people'>

/** What the role of whoever acts for a customer shows them; whoever is shown too much is refused by the API. */
export function shownTo(role: string | null, { is_team }: { is_team: boolean }): Shown {
  return { has_say_in_billing: role !== 'member', has_people: is_team && role !== null && role !== 'member' }
}

/** Null: it is no member, or that could not be read. @throws PolarUnauthorized */
export async function roleIn(polar: Polar): Promise<string | null> {
  try {
    const { type, role } = await polar.call(getCustomerSessionUser, {})
    return type === 'member' ? role : null
  } catch (error) {
    if (error instanceof Refusal || error instanceof PolarFault) return null
    throw error
  }
}

/** With the role that a member has now, which somebody may have changed since they signed in. @throws PolarUnauthorized */
export async function withRole(session: PortalSession, polar: Polar): Promise<PortalSession> {
  if (!session.is_member) return session
  const role = await roleIn(polar)
  return role === null ? session : { ...session, ...shownTo(role, session) }
}
