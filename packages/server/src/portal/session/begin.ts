import { PolarFault, type Polar } from '@verge/polar/client'
import { getCustomerSessionUser, introspectCustomerSession } from '@verge/polar/contract/customer-sessions'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { Refusal } from '@verge/polar/refusals'
import { pathOfFlow } from './flow.ts'
import type { PortalSession } from './session.ts'

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
  const theme = form.get('theme')
  const session: PortalSession = {
    token: form.get('customer_session_token') ?? '',
    exp: Math.floor(expires_at.getTime() / 1000),
    organization_name,
    has_say_in_billing: role !== 'member',
    return_url,
    locale: localeFor([form.get('locale'), customer.locale]),
    variant: form.get('brand'),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    has_people: customer.type === 'team' && role !== null && role !== 'member',
    approving: null,
    result: null,
  }
  return { session, path: pathOfFlow(form.get('flow'), form.get('subscription_id')) }
}

/** Of whom acts for a customer; only for what is shown: whoever is shown too much is refused by the API. */
async function roleIn(polar: Polar): Promise<string | null> {
  try {
    const { type, role } = await polar.call(getCustomerSessionUser, {})
    return type === 'member' ? role : null
  } catch (error) {
    if (error instanceof Refusal || error instanceof PolarFault) return null
    throw error
  }
}
