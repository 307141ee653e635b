import { getCustomerSessionUser, introspectCustomerSession } from '@verge/polar/contract/customer-sessions'
import { getPortalOrganization } from '@verge/polar/contract/organizations'
import { done } from '../notice.ts'
import { secondsAt } from '../session/cookie.ts'
import { askForCode, finishCode, wordsFor, wrongCode } from '../sign-in/code.ts'
import { CodeForm } from '../sign-in/code-form.tsx'
import { Post } from '../ui/post.tsx'
import type { Action, Outcome, Page, View, Visit } from '../visit.ts'
import { freshSeconds } from './fresh.ts'
import { formAddress, type Pending } from './pending.ts'

/** Says why a code is asked for, and takes it. */
export const confirmationPage: Page = async (visit) => {
  const waiting = waitingIn(visit)
  if (!waiting) return nothingWaits(visit)
  return waiting.code ? codeView(visit, waiting, waiting.code) : reasonView(visit, waiting)
}

/** Sends the code, or another one, to whoever is signed in. */
export const sendConfirmation: Action = async (visit, { params }) => {
  const { polar, codes, messages, now, to } = visit
  const waiting = waitingIn(visit)
  if (!waiting) return nothingWaits(visit)
  const [{ email, customer_id }, { organization }] = await Promise.all([
    polar.call(getCustomerSessionUser, {}),
    polar.call(getPortalOrganization, { params: { slug: params.slug! } }),
  ])
  try {
    const wish = { email, customer_id, organization_id: organization.id }
    const { attempt, exp } = await askForCode(codes.guest, wish, now())
    return { to: to('/confirm'), pending: { ...waiting, code: { attempt, email }, exp } }
  } catch (error) {
    return reasonView(visit, waiting, wordsFor(error, messages))
  }
}

/** Goes on in a new session of the same person, and back to the form. */
export const confirm: Action = async (visit, { form }) => {
  const { polar, codes, messages, session, now, to } = visit
  const waiting = waitingIn(visit)
  if (!waiting?.code) return nothingWaits(visit)
  const { code } = waiting
  const person = await polar.call(getCustomerSessionUser, {})
  try {
    const typed = {
      attempt: code.attempt,
      code: form.get('code') ?? '',
      device: codes.device,
      replaces: session.token,
    }
    const finished = await finishCode(codes.guest, typed)
    if (finished.outcome !== 'signed_in') {
      const error = wrongCode(messages.signIn, finished)
      return codeView(visit, waiting, code, { isOpen: finished.outcome === 'wrong', error, status: 422 })
    }
    const opened = codes.polarFor(finished.token)
    const [another, { expires_at }] = await Promise.all([
      opened.call(getCustomerSessionUser, {}),
      opened.call(introspectCustomerSession, {}),
    ])
    if (!isSame(person, another))
      return codeView(visit, waiting, code, { isOpen: false, error: messages.signIn.over, status: 422 })
    return {
      to: to(formAddress(waiting)),
      notice: { ...done(messages.confirmation.done), ...(waiting.place && { at: waiting.place }) },
      session: {
        token: finished.token,
        exp: secondsAt(expires_at),
        is_member: another.role !== null,
        proved_at: secondsAt(now()),
      },
      pending: { ...waiting, isDone: true, exp: secondsAt(now()) + freshSeconds },
    }
  } catch (error) {
    const { text, status } = wordsFor(error, messages)
    return codeView(visit, waiting, code, { error: text, status })
  }
}

interface Person {
  customer_id: string
  email: string
}

/** A code that was mailed to somebody else proves nothing here. */
function isSame(one: Person, other: Person): boolean {
  return one.customer_id === other.customer_id && one.email.toLowerCase() === other.email.toLowerCase()
}

function waitingIn({ codes: { pending } }: Visit): Pending | null {
  return pending && !pending.isDone ? pending : null
}

const nothingWaits = ({ to }: Visit): Outcome => ({ to: to() })

async function reasonView(
  visit: Visit,
  waiting: Pending,
  problem: { text: string; status: number } | null = null,
): Promise<View> {
  const { polar, messages, to } = visit
  const { email } = await polar.call(getCustomerSessionUser, {})
  const words = messages.confirmation
  return {
    title: words.title,
    ...(problem && { status: problem.status, notice: { tone: 'problem' as const, text: problem.text } }),
    body: (
      <>
        <h1>{words.title}</h1>
        <div class="card">
          <p>{words.why({ email })}</p>
          <div class="actions">
            <Post to={to('/confirm')} look="primary">
              {messages.signIn.send}
            </Post>
            <a class="button" href={to(formAddress(waiting))}>
              {words.back}
            </a>
          </div>
        </div>
      </>
    ),
  }
}

function codeView(
  { messages, to }: Visit,
  waiting: Pending,
  { email }: NonNullable<Pending['code']>,
  { isOpen = true, error, status = 200 }: { isOpen?: boolean; error?: string; status?: number } = {},
): View {
  const { confirmation: words, signIn } = messages
  return {
    title: signIn.codeTitle,
    status,
    body: (
      <>
        <h1>{signIn.codeTitle}</h1>
        <div class="card">
          <CodeForm
            words={signIn}
            to={to('/confirm/code')}
            sent={words.sent({ email })}
            enter={words.enter}
            isOpen={isOpen}
            error={error}
          />
          <div class={isOpen ? 'actions small' : 'actions'}>
            <Post to={to('/confirm')} {...(!isOpen && { look: 'primary' })}>
              {signIn.another}
            </Post>
            <a class="button" href={to(formAddress(waiting))}>
              {words.back}
            </a>
          </div>
        </div>
      </>
    ),
  }
}
