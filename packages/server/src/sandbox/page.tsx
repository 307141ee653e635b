import type { Child } from 'hono/jsx'
import type { View } from '../portal/visit.ts'
import { declines } from './declines.ts'
import type { PaymentShown } from './happenings.ts'
import type { DueRow, CommittedChange, Mail, WebhookEvent, Person } from './record.ts'
import { told, toldOfDue, toldOfWebhookEvent } from './told.ts'
import { Form } from '../portal/ui/form.tsx'

const steps = [
  ['P1D', 'A day on'],
  ['P1W', 'A week on'],
  ['P1M', 'A month on'],
  ['P1Y', 'A year on'],
] as const

const inFull = new Intl.DateTimeFormat('en', {
  dateStyle: 'full',
  timeStyle: 'short',
  timeZone: 'UTC',
  hourCycle: 'h23',
})
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })
const times = new Intl.DateTimeFormat('en', { timeStyle: 'short', timeZone: 'UTC', hourCycle: 'h23' })

const changesShown = 12

export interface SandboxView {
  now: Date
  /** How the next charge will fail, where that was asked for. */
  failure: string | null
  /** Whose life is watched; null: everybody's. */
  watched: Person | null
  due: DueRow[]
  changes: CommittedChange[]
  payments: (PaymentShown & { customer: Person | null })[]
  mails: Mail[]
  /** Whether they are sent too. */
  delivers: boolean
  /** What endpoints are told; null: there are none. */
  webhookEvents: WebhookEvent[] | null
  /** Where what happened before the last one shown is; null: nothing did. */
  older: string | null
}

/** For the one who tries the product out: time, what it brings, and what nobody gets of it. */
export function sandboxPage(sandbox: SandboxView): View {
  const { now, watched, due, changes, payments, mails, older } = sandbox
  return {
    title: 'Sandbox',
    body: (
      <>
        <h1>Sandbox</h1>
        <Clock now={now} watched={watched} next={due.find((one) => one.due_at > now)?.due_at ?? null} />
        <NextCharge failure={sandbox.failure} watched={watched} />
        {watched && (
          <p>
            This is {watched.name} alone. <a href="/sandbox">Everybody</a>
          </p>
        )}
        <Section
          id="due"
          title="Due next"
          none="Nothing falls due."
          entries={moments(due, (row) => row.due_at).map((moment) => (
            <Entry {...moment} watched={watched}>
              {(row) => (
                <>
                  {toldOfDue(row)}
                  {row.parked_reason && <small class="error"> Put aside: {row.parked_reason}</small>}
                </>
              )}
            </Entry>
          ))}
        />
        <Section
          id="happened"
          title="What happened"
          none="Nothing yet."
          entries={moments(changes, (one) => one.created_at).map((moment) => (
            <Entry {...moment} watched={watched}>
              {told}
            </Entry>
          ))}
        />
        {older && (
          <p class="actions small">
            <a class="button" href={older}>
              What happened before
            </a>
          </p>
        )}
        <Section
          id="payments"
          title="At the processor"
          note="What the seller, a cardholder or a bank does there."
          none="Nobody has paid yet."
          entries={moments(payments, (payment) => payment.created_at).map((moment) => (
            <Entry {...moment} watched={watched}>
              {({ money, standing, happenings }) => (
                <Form to="/sandbox">
                  <Watching person={watched} />
                  {money}, {standing}
                  {happenings.length > 0 && (
                    <div class="actions small">
                      {happenings.map(({ value, label }) => (
                        <button name="happens" value={value}>
                          {label}
                        </button>
                      ))}
                    </div>
                  )}
                </Form>
              )}
            </Entry>
          ))}
        />
        <Section
          id="emails"
          title="E-mails"
          note={sandbox.delivers ? 'They go out by the mail server.' : 'Nothing leaves this machine.'}
          none="Nobody would have got one."
          entries={mails.map((mail) => (
            <Entry at={mail.created_at} rows={[mail]} customer={null} watched={watched}>
              {({ id, subject, recipient, body, html }) => (
                <>
                  <small>To {recipient}</small>
                  <details>
                    <summary>{subject}</summary>
                    <Plain text={body} />
                    {html !== null && (
                      <p class="actions small">
                        <a class="button" href={`/sandbox/emails/${id}`} aria-label={`As HTML: ${subject}`}>
                          As HTML
                        </a>
                      </p>
                    )}
                  </details>
                </>
              )}
            </Entry>
          ))}
        />
        <Webhooks webhookEvents={sandbox.webhookEvents} changes={changes} watched={watched} />
        <section class="section">
          <details>
            <summary>Start over</summary>
            <p>Forgets every change and lets the demo customers begin anew, at the real time.</p>
            <Form class="actions small" to="/sandbox">
              <button class="danger" name="reset" value="yes">
                Forget everything and start over
              </button>
            </Form>
          </details>
        </section>
      </>
    ),
  }
}

type WebhooksProps = Pick<SandboxView, 'webhookEvents' | 'changes' | 'watched'>

function Webhooks({ webhookEvents, changes, watched }: WebhooksProps) {
  if (!webhookEvents) {
    return (
      <Section
        id="webhooks"
        title="Webhooks"
        note="Nobody listens: no endpoint was made yet. These are the events that each change would send."
        none="Nothing would have been sent."
        entries={moments(changes.slice(0, changesShown), (one) => one.created_at).map((moment) => (
          <Entry {...moment} watched={watched}>
            {({ types }) => <code>{types.join(', ')}</code>}
          </Entry>
        ))}
      />
    )
  }
  return (
    <Section
      id="webhooks"
      title="Webhooks"
      note="What the endpoints were told, the latest first."
      none="Nothing yet."
      entries={moments(webhookEvents, (one) => one.created_at).map((moment) => (
        <Entry {...moment} watched={watched}>
          {(event) => (
            <Form to="/sandbox">
              <Watching person={watched} />
              <code>{event.type}</code> <small>to {event.url}</small>
              <br />
              {toldOfWebhookEvent(event)}
              <div class="actions small">
                <button name="redeliver" value={event.id} aria-label={`Send again: ${event.type}`}>
                  Send again
                </button>
              </div>
            </Form>
          )}
        </Entry>
      ))}
    />
  )
}

function Clock({ now, watched, next }: { now: Date; watched: Person | null; next: Date | null }) {
  return (
    <section class="card">
      <h2>Clock</h2>
      <p class="price">
        <time datetime={now.toISOString()}>{inFull.format(now)} UTC</time>
      </p>
      <p class="quiet">
        Moving it forward renews, retries, converts trials and ends subscriptions, each at its own time.
      </p>
      <Form class="actions small" to="/sandbox">
        <Watching person={watched} />
        {steps.map(([duration, label]) => (
          <button name="advance" value={duration}>
            {label}
          </button>
        ))}
        {next && (
          <button name="now" value={next.toISOString()}>
            To what is due next
          </button>
        )}
      </Form>
    </section>
  )
}

function NextCharge({ failure, watched }: { failure: string | null; watched: Person | null }) {
  return (
    <section class="card">
      <h2>Next charge</h2>
      <Form to="/sandbox">
        <Watching person={watched} />
        {failure === null ? (
          <>
            <p class="quiet">
              It goes as its card says. It can also be made to fail, whoever is charged: that one and none
              after.
            </p>
            <label class="field">
              What the bank says
              <select name="decline">
                {Object.entries(declines).map(([code, words]) => (
                  <option value={code}>{words}</option>
                ))}
              </select>
            </label>
            <div class="actions small">
              <button>Fail the next charge</button>
            </div>
          </>
        ) : (
          <>
            <p class="notice warning">The next charge will fail. {declines[failure] ?? failure}.</p>
            <div class="actions small">
              <button name="decline" value="">
                Take it back
              </button>
            </div>
          </>
        )}
      </Form>
    </section>
  )
}

interface SectionProps {
  id: string
  title: string
  note?: string
  /** Said where there is nothing. */
  none: string
  entries: Child[]
}

function Section({ id, title, note, none, entries }: SectionProps) {
  return (
    <section class="section" aria-labelledby={id}>
      <div class="head">
        <h2 id={id}>{title}</h2>
      </div>
      {note && <p class="quiet">{note}</p>}
      {entries.length > 0 ? <dl class="card">{entries}</dl> : <p class="quiet">{none}</p>}
    </section>
  )
}

/** What belongs to one customer at one instant. */
interface Moment<Row> {
  at: Date
  customer: Person | null
  rows: Row[]
}

function moments<Row extends { customer: Person | null }>(
  rows: readonly Row[],
  atOf: (row: Row) => Date,
): Moment<Row>[] {
  const found: Moment<Row>[] = []
  for (const row of rows) {
    const at = atOf(row)
    const last = found.at(-1)
    if (last && minuteOf(last.at) === minuteOf(at) && last.customer?.id === row.customer?.id)
      last.rows.push(row)
    else found.push({ at, customer: row.customer, rows: [row] })
  }
  return found
}

const minuteOf = (at: Date) => Math.floor(at.getTime() / 60_000)

interface EntryProps<Row> extends Moment<Row> {
  watched: Person | null
  children: (row: Row) => Child
}

/** Each name leads to what concerns its bearer alone. */
function Entry<Row>({ at, customer, rows, watched, children }: EntryProps<Row>) {
  return (
    <>
      <dt>
        <time datetime={at.toISOString()}>
          {dates.format(at)}, {times.format(at)}
        </time>
        {customer && !watched && (
          <>
            {' '}
            <a class="number" href={watchedAt(customer.id)}>
              {customer.name}
            </a>
          </>
        )}
      </dt>
      <dd>
        {rows.map((row) => (
          <div>{children(row)}</div>
        ))}
      </dd>
    </>
  )
}

/** A mail's plain text, with its paragraphs and lines. */
function Plain({ text }: { text: string }) {
  return text.split('\n\n').map((paragraph) => (
    <p>
      {paragraph.split('\n').map((line, index) => (
        <>
          {index > 0 && <br />}
          {line}
        </>
      ))}
    </p>
  ))
}

function Watching({ person }: { person: Person | null }) {
  return person && <input type="hidden" name="customer" value={person.id} />
}

export function watchedAt(customer_id: string | undefined): string {
  return customer_id ? `/sandbox?${new URLSearchParams({ customer: customer_id })}` : '/sandbox'
}
