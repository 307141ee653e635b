import type { Provider, ProviderCustomer } from '../provider.ts'
import { refusal } from '../refuse.ts'
import { given, type CustomerParams, type Person } from './customers.ts'

/** Who an organization is as a customer. What is left out is as it is by default. */
export interface OrganizationParams extends CustomerParams {
  /** Its own, which no other customer has. */
  email?: string
  name?: string
}
export type OrganizationParamsOf = (
  /** `user` is who buys for it. */
  about: { organizationId: string; user: Person },
  request?: Request,
) => OrganizationParams | Promise<OrganizationParams>

interface Buying {
  organizationId: string
  user: Person
  paramsOf: OrganizationParamsOf | undefined
  /** What the app calls it. */
  nameOf(organizationId: string): Promise<string | null>
  request: Request | undefined
}

/**
 * The customer of this organization: found by its id, else new. No address links it to a customer who is there already:
 * whose that one is, the address of one of its members does not tell.
 *
 * @throws ORGANIZATION_EMAIL_TAKEN
 */
export async function ensureOrganizationCustomer(
  provider: Provider,
  { organizationId, user, paramsOf, nameOf, request }: Buying,
): Promise<ProviderCustomer> {
  const own = await provider.getCustomer(organizationId)
  if (own) return own
  const { email = user.email, name, metadata } = (await paramsOf?.({ organizationId, user }, request)) ?? {}
  const created = await provider.createCustomer({
    ...given({ metadata }),
    email,
    name: name ?? (await nameOf(organizationId)) ?? '',
    external_id: organizationId,
  })
  // Taken: by another member at the same moment, or by a customer of this address.
  const customer = created ?? (await provider.getCustomer(organizationId))
  if (!customer) throw refusal('ORGANIZATION_EMAIL_TAKEN')
  return customer
}

type Plugins = readonly { id: string; options?: unknown }[] | undefined
interface App {
  options: { plugins?: Plugins }
  adapter: {
    findOne<Row>(query: { model: string; where: { field: string; value: string }[] }): Promise<Row | null>
  }
}

/** By the tables of Better Auth's `organization()`; an app that keeps its organizations elsewhere says their names itself. */
export async function organizationName(
  { options, adapter }: App,
  organizationId: string,
): Promise<string | null> {
  if (!betterAuths(options.plugins)) return null
  const where = [{ field: 'id', value: organizationId }]
  return (await adapter.findOne<{ name: string }>({ model: 'organization', where }))?.name ?? null
}

/** Better Auth's own `organization()`, where the app uses it. */
function betterAuths(plugins: Plugins) {
  return plugins?.find(({ id }) => id === 'organization')
}

type Deletion = (about: { organization: { id: string } }, ...more: unknown[]) => unknown
interface WithHooks {
  organizationHooks?: { beforeDeleteOrganization?: Deletion; afterDeleteOrganization?: Deletion }
}

/**
 * An organization of Better Auth's `organization()` is deleted once its subscriptions are settled, as a user is; what the
 * app itself wants done comes first.
 */
export function settleOrganizations(
  plugins: Plugins,
  settle: (organizationId: string) => Promise<void>,
  forgetCopy: (organizationId: string) => Promise<unknown>,
): void {
  const options = betterAuths(plugins)?.options as WithHooks | undefined
  if (!options) return
  const { beforeDeleteOrganization, afterDeleteOrganization } = options.organizationHooks ?? {}
  options.organizationHooks = {
    ...options.organizationHooks,
    async beforeDeleteOrganization(about, ...more) {
      await beforeDeleteOrganization?.(about, ...more)
      await settle(about.organization.id)
    },
    async afterDeleteOrganization(about, ...more) {
      await forgetCopy(about.organization.id)
      await afterDeleteOrganization?.(about, ...more)
    },
  }
}
