import { eraseCustomer } from '@verge/polar/contract/portal-customers'
import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isRefusal, notFound, Refusal } from '@verge/polar/refusals'
import { codeFirst } from '../confirmation/fresh.ts'
import { questionPage } from '../ui/question.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { inTheWay, isErasable, type InTheWay } from './standing.ts'

const here = '/billing/erase'

/** On "Billing details": the way there. */
export function ErasureSection({ visit: { messages, to } }: { visit: Visit }) {
  const words = messages.erasure
  return (
    <section class="section">
      <div class="head">
        <h2>{words.section}</h2>
      </div>
      <div class="card">
        <p>{words.help}</p>
        <div class="actions">
          <a class="button danger" href={to(here)}>
            {words.section}
          </a>
        </div>
      </div>
    </section>
  )
}

/** Says what is erased and what is kept, or what has to end before. */
export const erasurePage: Page = async (visit) => {
  await refuseUnlessErasable(visit)
  const obstacles = await inTheWay(visit)
  return obstacles ? notYetView(visit, obstacles) : askedView(visit)
}

/** Behind a fresh code, and for nobody of whom something still runs. */
export const erase: Action = async (visit) => {
  const { polar, to } = visit
  await refuseUnlessErasable(visit)
  const obstacles = await inTheWay(visit)
  if (obstacles) return notYetView(visit, obstacles, 409)
  const first = codeFirst(visit, { page: here, form: here })
  if (first) return first
  try {
    await polar.call(eraseCustomer, {})
    return { to: to('/erased') }
  } catch (error) {
    const since = isRefusal(error, 'ErasureNotPossible') && (await inTheWay(visit))
    if (!since) throw error
    return notYetView(visit, since, 409)
  }
}

async function refuseUnlessErasable(visit: Visit): Promise<void> {
  if (!visit.polar.supports(eraseCustomer)) throw notFound()
  if (!(await isErasable(visit))) throw new Refusal('NotPermitted', 'The owner alone can ask for it.')
}

function askedView({ messages, session, to }: Visit): View {
  const words = messages.erasure
  return questionPage({
    title: words.section,
    help: [words.erased, words.kept({ name: session.organization_name })],
    action: words.confirm,
    to: to(here),
    keep: messages.billing.title,
    back: to('/billing'),
  })
}

function notYetView(visit: Visit, { running, owes }: InTheWay, status = 200): View {
  const { messages, to } = visit
  const words = messages.erasure
  return {
    title: words.section,
    status,
    body: (
      <>
        <h1>{words.section}</h1>
        {running.map((subscription) => (
          <Running visit={visit} subscription={subscription} />
        ))}
        {owes && (
          <div class="card">
            <p>{words.owed}</p>
            <div class="actions">
              <a class="button" href={to('/orders')}>
                {messages.nav.orders}
              </a>
            </div>
          </div>
        )}
        <p>
          <a href={to('/billing')}>{messages.billing.title}</a>
        </p>
      </>
    ),
  }
}

interface RunningProps {
  visit: Visit
  subscription: CustomerSubscription
}

function Running({ visit: { messages, format, to }, subscription }: RunningProps) {
  const words = messages.erasure
  const { id, ends_at, product } = subscription
  return (
    <div class="card">
      <p>
        {ends_at
          ? words.runsUntil({ product: product.name, date: format.date(ends_at) })
          : words.running({ product: product.name })}
      </p>
      {!ends_at && (
        <div class="actions">
          <a class="button" href={to(`/subscriptions/${id}/cancel`)}>
            {messages.cancel.action}
          </a>
        </div>
      )}
    </div>
  )
}
