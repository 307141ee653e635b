import type { OrganizationInPortal } from '@verge/polar/contract/products'
import type { OrganizationRow } from '../../db/tables.ts'

export function presentOrganization(organization: OrganizationRow): OrganizationInPortal {
  return {
    id: organization.id,
    created_at: organization.created_at,
    modified_at: organization.modified_at,
    name: organization.name,
    slug: organization.slug,
    avatar_url: null,
    proration_behavior: organization.proration_behavior,
    allow_customer_updates: organization.portal_settings.subscription.update_plan,
    customer_portal_settings: organization.portal_settings,
    organization_features: {
      member_model_enabled: organization.member_model_enabled,
      checkout_localization_enabled: false,
    },
  }
}
