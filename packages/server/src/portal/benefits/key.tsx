import type { OwnGrant } from '@verge/polar/contract/benefits'
import { isGranted, mayDeactivate } from '@verge/polar/policy/license-keys'
import { Post } from '../ui/post.tsx'
import type { Visit } from '../visit.ts'
import type { HeldKey } from './held.ts'

interface KeyProps {
  visit: Visit
  of: HeldKey
  benefit: OwnGrant['benefit']
}

/** A field that nobody changes: it is selected whole by a key press or a long touch, and copied from there. */
export function Key({ visit, of: key, benefit }: KeyProps) {
  const { messages, format, to } = visit
  const words = messages.benefits
  if (!isGranted(key)) return <span class="number">{words.keyOff}</span>
  return (
    <>
      <input
        class="key"
        readonly
        value={key.key}
        aria-label={words.key({ name: benefit.description })}
        spellcheck={false}
      />
      {key.expires_at && <span class="number">{words.keyEnds({ date: format.date(key.expires_at) })}</span>}
      {key.limit_activations !== null && (
        <span class="number">
          {words.activations({
            count: format.quantity(key.activations.length),
            limit: format.quantity(key.limit_activations),
          })}
        </span>
      )}
      {key.activations.map(({ label, created_at }) => (
        <span class="number">{words.activation({ label, date: format.date(created_at) })}</span>
      ))}
      <div class="actions small">
        <a class="button" href={to(`/keys/${key.id}/replace`)}>
          {words.replace}
        </a>
        {mayDeactivate(benefit) &&
          key.activations.map(({ id, label }) => (
            <Post to={to(`/keys/${key.id}/activations/${id}/deactivate`)}>{words.deactivate({ label })}</Post>
          ))}
      </div>
    </>
  )
}
