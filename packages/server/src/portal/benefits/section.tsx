import { listOwnGrants, type OwnGrant } from '@verge/polar/contract/benefits'
import { listOwnLicenseKeys, type LicenseKey } from '@verge/polar/contract/license-keys'
import type { Visit } from '../visit.ts'

export interface Given {
  grant: OwnGrant
  /** Null: it gives none, or it could not be read. */
  key: LicenseKey | null
}

/** What the customer has by their subscriptions, or by this one. */
export async function benefitsOf({ polar, attempt }: Visit, subscription_id?: string): Promise<Given[]> {
  const query = { limit: 100, ...(subscription_id && { subscription_id: [subscription_id] }) }
  const grants = await attempt(polar.call(listOwnGrants, { query }))
  const granted = (grants?.items ?? []).filter(({ is_granted }) => is_granted)
  const hasKeys = granted.some(({ properties }) => properties.license_key_id)
  const keys = hasKeys ? await attempt(polar.call(listOwnLicenseKeys, { query: { limit: 100 } })) : null
  const keyById = new Map((keys?.items ?? []).map((key) => [key.id, key]))
  return granted.map((grant) => ({
    grant,
    key: keyById.get(String(grant.properties.license_key_id)) ?? null,
  }))
}

export function BenefitsSection({ visit, grants }: { visit: Visit; grants: readonly Given[] }) {
  if (grants.length === 0) return null
  return (
    <section class="section">
      <div class="head">
        <h2>{visit.messages.benefits.title}</h2>
      </div>
      <ul>
        {grants.map(({ grant: { benefit }, key }) => (
          <li>
            {benefit.description}
            {noteOf(benefit).map((line) => (
              <span class="number">{line}</span>
            ))}
            {key && <Key visit={visit} of={key} name={benefit.description} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A field that nobody changes: it is selected whole by a key press or a long touch, and copied from there. */
function Key({
  visit,
  of: { key, expires_at, status },
  name,
}: {
  visit: Visit
  of: LicenseKey
  name: string
}) {
  const words = visit.messages.benefits
  if (status !== 'granted') return <span class="number">{words.keyOff}</span>
  return (
    <>
      <input class="key" readonly value={key} aria-label={words.key({ name })} spellcheck={false} />
      {expires_at && <span class="number">{words.keyEnds({ date: visit.format.date(expires_at) })}</span>}
    </>
  )
}

/** The seller's words for whoever has it, line by line. */
function noteOf({ properties }: OwnGrant['benefit']): string[] {
  const { note } = properties
  return typeof note === 'string' ? note.split('\n').filter((line) => line.trim() !== '') : []
}
