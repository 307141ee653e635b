import type { Organization } from '@verge/polar/contract/organizations'
import type { OrganizationInPortal } from '@verge/polar/contract/products'
import type { OrganizationRow } from '../../db/tables/organizations.ts'

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

/** All that Polar tells a seller of themselves; what there is no setting for here stands as it always is. */
export function presentToSeller(row: OrganizationRow): Organization {
  const { organization_features, ...shown } = presentOrganization(row)
  const { member_model_enabled } = organization_features
  return {
    ...shown,
    email: row.email,
    website: null,
    socials: [],
    status: 'active',
    details_submitted_at: null,
    default_presentment_currency: 'usd',
    default_tax_behavior: 'exclusive',
    country: row.address.country,
    account_id: null,
    payout_account_id: null,
    feature_settings: { member_model_enabled, seat_based_pricing_enabled: true },
    subscription_settings: {
      allow_multiple_subscriptions: true,
      proration_behavior: shown.proration_behavior,
      benefit_revocation_grace_period: row.grace_days,
      prevent_trial_abuse: true,
      allow_customer_updates: shown.allow_customer_updates,
    },
    notification_settings: { new_order: false, new_subscription: false },
    customer_email_settings: Object.fromEntries(mails.map((kind) => [kind, true])),
    capabilities: Object.fromEntries(capabilities.map((name) => [name, true])),
  }
}

const mails = [
  'order_confirmation',
  'subscription_cancellation',
  'subscription_confirmation',
  'subscription_cycled',
  'subscription_cycled_after_trial',
  'subscription_past_due',
  'subscription_renewal_reminder',
  'subscription_revoked',
  'subscription_trial_conversion_reminder',
  'subscription_uncanceled',
  'subscription_updated',
] as const
const capabilities = [
  'checkout_payments',
  'subscription_renewals',
  'payouts',
  'refunds',
  'api_access',
  'dashboard_access',
] as const
