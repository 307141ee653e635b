import type { LicenseKey } from '@verge/polar/contract/license-keys'
import { isGranted } from '@verge/polar/policy/license-keys'
import type { Visit } from '../visit.ts'

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
