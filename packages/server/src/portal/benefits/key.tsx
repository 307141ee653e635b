import { getOwnLicenseKey, type LicenseKey } from '@verge/polar/contract/license-keys'
import { listOwnGrants, type OwnGrant } from '@verge/polar/contract/benefits'
import { isGranted, mayDeactivate } from '@verge/polar/policy/license-keys'
import { Post } from '../ui/post.tsx'
import type { Page, Visit } from '../visit.ts'

interface KeyProps {
  visit: Visit
  of: LicenseKey
  name: string
}

/** Letters that nobody changes: they are selected whole by a key press or a long touch, and copied from there. */
export function Key({ visit: { messages, format }, of: key, name }: KeyProps) {
  const words = messages.benefits
  if (!isGranted(key)) return <span class="number">{words.keyOff}</span>
  return (
    <>
      <textarea class="key" readonly rows={2} aria-label={words.key({ name })} spellcheck={false}>
        {key.key}
      </textarea>
      {key.expires_at && <span class="number">{words.keyEnds({ date: format.date(key.expires_at) })}</span>}
    </>
  )
}

/** The key, and every place where it is in use. */
export const keyPage: Page = async (visit, { params }) => {
  const { polar, messages, format, session, to } = visit
  const key = await polar.call(getOwnLicenseKey, { params: { id: params.id! } })
  const benefit = await benefitOf(visit, key)
  const name = benefit?.description ?? ''
  const words = messages.benefits
  const address = to(`/keys/${key.id}`)
  return {
    title: words.key({ name }),
    body: (
      <>
        <h1>{words.key({ name })}</h1>
        <div class="card">
          <Key visit={visit} of={key} name={name} />
          {isGranted(key) && session.has_say_in_billing && (
            <div class="actions">
              <a class="button" href={`${address}/replace`}>
                {words.replace}
              </a>
            </div>
          )}
        </div>
        {isGranted(key) && key.limit_activations !== null && (
          <section class="section">
            <div class="head">
              <h2>
                {words.activations({
                  count: format.quantity(key.activations.length),
                  limit: format.quantity(key.limit_activations),
                })}
              </h2>
            </div>
            <ul class="rows">
              {key.activations.map(({ id, label, created_at }) => (
                <li class="row">
                  <span>{words.activation({ label, date: format.date(created_at) })}</span>
                  {benefit && mayDeactivate(benefit) && (
                    <div class="actions small">
                      <Post to={`${address}/activations/${id}/deactivate`}>
                        {words.deactivate({ label })}
                      </Post>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
      </>
    ),
  }
}

/** What the key comes with; null: it is not given any more. */
export async function benefitOf(
  { polar }: Visit,
  { benefit_id }: LicenseKey,
): Promise<OwnGrant['benefit'] | null> {
  const { items } = await polar.call(listOwnGrants, { query: { benefit_id: [benefit_id] } })
  return items[0]?.benefit ?? null
}
