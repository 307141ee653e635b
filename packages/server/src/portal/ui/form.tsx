import { createContext, useContext, type JSX } from 'hono/jsx'
import { formTokenField } from '../session/form-token.ts'

/** A form that was sent and not taken. */
export interface Sent {
  /** Its path. */
  to: string
  values: URLSearchParams
}

/** What the forms of a page know, whatever stands around them. */
export const FormsOfPage = createContext<{ token: string | null; sent: Sent | null }>({
  token: null,
  sent: null,
})
const SentValues = createContext<URLSearchParams | null>(null)

type Props = Omit<JSX.IntrinsicElements['form'], 'method' | 'action'> & { to: string }

/** The one way in which a page has something done. */
export function Form({ to, children, ...attributes }: Props) {
  const { token, sent } = useContext(FormsOfPage)
  return (
    <form method="post" action={to} {...attributes}>
      {token && <input type="hidden" name={formTokenField} value={token} />}
      <SentValues.Provider value={sent?.to === to ? sent.values : null}>{children}</SentValues.Provider>
    </form>
  )
}

/** What was typed into this field of a form that was not taken; null: the form is shown for the first time. */
export function sentValue(name: string): string | null {
  return useContext(SentValues)?.get(name) ?? null
}

/** A field that keeps what was typed into it. */
export function Input(attributes: JSX.IntrinsicElements['input'] & { name: string }) {
  return <input {...attributes} value={sentValue(attributes.name) ?? attributes.value} />
}

export function Radio(attributes: JSX.IntrinsicElements['input'] & { name: string; value: string }) {
  const sent = sentValue(attributes.name)
  const checked = sent === null ? attributes.checked : sent === attributes.value
  return <input type="radio" {...attributes} checked={checked} />
}
