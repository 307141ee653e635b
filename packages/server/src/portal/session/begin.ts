import type { Polar } from '@verge/polar/client'
import { introspectCustomerSession } from '@verge/polar/contract/customer-sessions'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { pathOfFlow } from './flow.ts'
import { roleIn, shownTo } from './role.ts'
import { returnUrlLengthMax, type PortalSession } from './session.ts'

interface Beginning {
  organization_name: string
  /** The best of what the link and the customer's own data ask for. */
  localeFor(wishes: readonly (string | null)[]): string
}

/** Exchanges the link's token for the portal's own session. @throws PolarUnauthorized */
export async function beginSession(
  polar: Polar,
  form: URLSearchParams,
  { organization_name, localeFor }: Beginning,
): Promise<{ session: PortalSession; path: string }> {
  const [{ expires_at, return_url }, customer, role] = await Promise.all([
    polar.call(introspectCustomerSession, {}),
    polar.call(getPortalCustomer, {}),
    roleIn(polar),
  ])
  const is_team = customer.type === 'team'
  const theme = form.get('theme')
  const session: PortalSession = {
    token: form.get('customer_session_token') ?? '',
    exp: Math.floor(expires_at.getTime() / 1000),
    proved_at: null,
    organization_name,
    return_url: return_url && return_url.length <= returnUrlLengthMax ? return_url : null,
    locale: localeFor([form.get('locale'), customer.locale]),
    variant: form.get('brand'),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    is_member: role !== null,
    is_team,
    ...shownTo(role, { is_team }),
    approving: null,
    result: null,
  }
  return { session, path: pathOfFlow(form.get('flow'), form.get('subscription_id')) }
}
