import type { Messages } from '../messages/messages.ts'
import type { View } from '../visit.ts'
import { Form } from './form.tsx'

interface Carried {
  title: string
  to: string
  values?: Record<string, string>
  /** Whom it is for, as they know themselves; null: not known. */
  whose?: string | null
}

/** A return by GET changes nothing: it shows this form, which does. With scripts it sends itself. */
export function carryOnPage({ session }: Messages, { title, to, values = {}, whose = null }: Carried): View {
  return {
    title,
    leadsOn: true,
    body: (
      <Form to={to} data-continues>
        <h1>{title}</h1>
        {Object.entries(values).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {whose && (
          <p>
            <strong>{whose}</strong>
          </p>
        )}
        <p class="quiet">{session.enteringHelp}</p>
        <div class="actions">
          <button class="primary">{session.continue}</button>
        </div>
      </Form>
    ),
  }
}

/** Those of an address that a form carries on. */
export function valuesOf(query: URLSearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])))
}
