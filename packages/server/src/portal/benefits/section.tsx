import type { OwnGrant } from '@verge/polar/contract/benefits'
import type { Downloadable } from '@verge/polar/contract/downloadables'
import { isGranted } from '@verge/polar/policy/license-keys'
import type { Visit } from '../visit.ts'
import type { Held } from './held.ts'
import { Key } from './key.tsx'

export function BenefitsSection({ visit, held }: { visit: Visit; held: readonly Held[] }) {
  if (held.length === 0) return null
  const details = visit.messages.subscription.manage
  return (
    <section class="section">
      <div class="head">
        <h2>{visit.messages.benefits.title}</h2>
      </div>
      <ul class="rows">
        {held.map(({ grant: { benefit }, key, files }) => (
          <li class="row">
            <strong>
              <bdi>{benefit.description}</bdi>
            </strong>
            {noteOf(benefit).map((line) => (
              <span class="number">
                <bdi>{line}</bdi>
              </span>
            ))}
            {key && <Key visit={visit} of={key} name={benefit.description} />}
            {key && isGranted(key) && (
              <div class="actions small">
                <a
                  class="button"
                  href={visit.to(`/keys/${key.id}`)}
                  aria-label={`${details}: ${benefit.description}`}
                >
                  {details}
                </a>
              </div>
            )}
            {files.map((file) => (
              <FileLink visit={visit} of={file} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The address that opens the file is made when somebody follows the link: it does not last as long as a page is open. */
function FileLink({ visit: { messages, format, to }, of: { id, file } }: { visit: Visit; of: Downloadable }) {
  const words = messages.benefits
  return (
    <span class="number">
      <a class="target" href={to(`/downloads/${id}`)}>
        {words.file({ name: file.name })}
      </a>{' '}
      {format.list([file.version && words.version({ version: file.version }), format.bytes(file.size)])}
    </span>
  )
}

/** The seller's words for whoever has it, line by line. */
function noteOf({ properties }: OwnGrant['benefit']): string[] {
  const { note } = properties
  return typeof note === 'string' ? note.split('\n').filter((line) => line.trim() !== '') : []
}
