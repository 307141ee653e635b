import type { Polar } from '@verge/polar/client'
import { introspectCustomerSession } from '@verge/polar/contract/customer-sessions'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { secondsAt } from './cookie.ts'
import { pathOfFlow } from './flow.ts'
import { roleIn, shownTo } from './role.ts'
import { returnUrlLengthMax, type PortalSession } from './session.ts'

interface Beginning {
  token: string
  organization_name: string
  /** The best of what the link and the customer's own data ask for. */
  localeFor(wishes: readonly (string | null)[]): string
  /** How the portal is to look and where to begin, as a link says it. */
  wishes?: URLSearchParams
}

/** What the browser keeps of a session of the API, and where it leads. @throws PolarUnauthorized */
export async function beginSession(
  polarFor: (token: string) => Polar,
  { token, organization_name, localeFor, wishes = new URLSearchParams() }: Beginning,
): Promise<{ session: PortalSession; path: string }> {
  const polar = polarFor(token)
  const [{ expires_at, return_url }, customer, role] = await Promise.all([
    polar.call(introspectCustomerSession, {}),
    polar.call(getPortalCustomer, {}),
    roleIn(polar),
  ])
  const is_team = customer.type === 'team'
  const theme = wishes.get('theme')
  const session: PortalSession = {
    token,
    exp: secondsAt(expires_at),
    proved_at: null,
    organization_name,
    return_url: return_url && return_url.length <= returnUrlLengthMax ? return_url : null,
    locale: localeFor([wishes.get('locale'), customer.locale]),
    variant: wishes.get('brand'),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    is_member: role !== null,
    is_team,
    ...shownTo(role, { is_team }),
    approving: null,
    result: null,
  }
  return { session, path: pathOfFlow(wishes.get('flow'), wishes.get('subscription_id')) }
}
