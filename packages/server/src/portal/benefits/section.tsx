import { listOwnGrants, type OwnGrant } from '@verge/polar/contract/benefits'
import type { Visit } from '../visit.ts'

/** What the customer has by their subscriptions, or by this one. */
export async function benefitsOf({ polar, attempt }: Visit, subscription_id?: string): Promise<OwnGrant[]> {
  const query = { limit: 100, ...(subscription_id && { subscription_id: [subscription_id] }) }
  const grants = await attempt(polar.call(listOwnGrants, { query }))
  return (grants?.items ?? []).filter(({ is_granted }) => is_granted)
}

export function BenefitsSection({ visit, grants }: { visit: Visit; grants: readonly OwnGrant[] }) {
  if (grants.length === 0) return null
  return (
    <section class="section">
      <div class="head">
        <h2>{visit.messages.benefits.title}</h2>
      </div>
      <ul>
        {grants.map(({ benefit }) => (
          <li>
            {benefit.description}
            {noteOf(benefit).map((line) => (
              <span class="number">{line}</span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The seller's words for whoever has it, line by line. */
function noteOf({ properties }: OwnGrant['benefit']): string[] {
  const { note } = properties
  return typeof note === 'string' ? note.split('\n').filter((line) => line.trim() !== '') : []
}
