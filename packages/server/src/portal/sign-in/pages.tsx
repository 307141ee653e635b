import type { Messages } from '../messages/messages.ts'
import { Field } from '../ui/field.tsx'
import type { View } from '../visit.ts'
import { Form } from '../ui/form.tsx'
import { CodeForm } from './code-form.tsx'

interface Asking {
  messages: Messages
  organization_name: string
  action: string
  /** What was typed before. */
  email: string
  to: string
  signedOut: boolean
  error?: string | undefined
}

/** Asks for the address that a code is sent to. */
export function addressPage({
  messages,
  organization_name,
  action,
  email,
  to,
  signedOut,
  error,
}: Asking): View {
  const { session, signIn: words } = messages
  const title = signedOut ? session.signedOutTitle : words.title
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        {signedOut && <p>{session.signedOut}</p>}
        <Form class="card" to={action} novalidate>
          {signedOut && <h2>{words.again}</h2>}
          <p class="quiet">{words.help({ name: organization_name })}</p>
          <Field
            name="email"
            label={words.email}
            value={email}
            type="email"
            autocomplete="email"
            lengthMax={254}
            error={error}
          />
          {to && <input type="hidden" name="to" value={to} />}
          <div class="actions">
            <button class="primary">{words.send}</button>
          </div>
        </Form>
        <p class="quiet">{words.orLink({ name: organization_name })}</p>
      </>
    ),
  }
}

interface Choosing {
  messages: Messages
  base: string
  email: string
  to: string
  customers: readonly { id: string; name: string | null }[]
}

/** Of several accounts with one address, which the code is for. */
export function choicePage({ messages, base, email, to, customers }: Choosing): View {
  const words = messages.signIn
  return {
    title: words.which,
    body: (
      <>
        <h1>{words.which}</h1>
        <Form class="card" to={`${base}/sign-in`}>
          <p class="quiet">{words.several}</p>
          <input type="hidden" name="email" value={email} />
          {to && <input type="hidden" name="to" value={to} />}
          <div class="actions">
            {customers.map(({ id, name }, index) => (
              <button name="customer_id" value={id}>
                {name ?? words.unnamed({ number: index + 1 })}
              </button>
            ))}
          </div>
        </Form>
        <p>
          <a href={`${base}/sign-in`}>{words.otherAddress}</a>
        </p>
      </>
    ),
  }
}

interface Answering {
  messages: Messages
  /** Below which the forms lead. */
  base: string
  email: string
  customer_id: string | null
  to: string
  /** Where the code can still be typed. */
  isOpen: boolean
  error?: string | undefined
}

/** Asks for the code, and says the same of every address. */
export function codePage({ messages, base, email, customer_id, to, isOpen, error }: Answering): View {
  const words = messages.signIn
  return {
    title: words.codeTitle,
    body: (
      <>
        <h1>{words.codeTitle}</h1>
        <div class="card">
          <CodeForm
            words={words}
            to={`${base}/sign-in/code`}
            sent={words.sent({ email })}
            enter={words.enter}
            isOpen={isOpen}
            error={error}
          />
          <div class={isOpen ? 'actions small' : 'actions'}>
            <Form to={`${base}/sign-in`}>
              <input type="hidden" name="email" value={email} />
              {customer_id && <input type="hidden" name="customer_id" value={customer_id} />}
              {to && <input type="hidden" name="to" value={to} />}
              <button {...(!isOpen && { class: 'primary' })}>{words.another}</button>
            </Form>
            <a class="button" href={`${base}/sign-in`}>
              {words.otherAddress}
            </a>
          </div>
        </div>
      </>
    ),
  }
}
