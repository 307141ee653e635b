import type { View } from '../portal/visit.ts'
import type { PaymentShown } from './happenings.ts'

export interface Mail {
  created_at: Date
  recipient: string
  subject: string
  body: string
}

const steps = [
  ['P1D', 'A day'],
  ['P1W', 'A week'],
  ['P1M', 'A month'],
  ['P1Y', 'A year'],
] as const

const instants = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' })

interface Shown {
  now: Date
  mails: Mail[]
  payments: PaymentShown[]
}

/** For the one who tries the product out: time, what happens at the processor, and the mails that nobody gets. */
export function sandboxPage({ now, mails, payments }: Shown): View {
  return {
    title: 'Sandbox',
    body: (
      <>
        <h1>Sandbox</h1>
        <section class="card">
          <h2>Clock</h2>
          <p class="price">
            <time datetime={now.toISOString()}>{instants.format(now)} UTC</time>
          </p>
          <p class="quiet">
            Moving it forward renews, retries, converts trials and ends subscriptions, each at its own time.
          </p>
          <form class="actions small" method="post" action="/sandbox">
            {steps.map(([duration, label]) => (
              <button name="advance" value={duration}>
                {label} on
              </button>
            ))}
          </form>
        </section>
        <section class="section">
          <div class="head">
            <h2>At the processor</h2>
            <span class="quiet">What the seller, a cardholder or a bank does there.</span>
          </div>
          {payments.map((payment) => (
            <article class="card">
              <h3>
                {payment.money}, {payment.standing}
              </h3>
              <p class="quiet">{instants.format(payment.created_at)} UTC</p>
              <form class="actions small" method="post" action="/sandbox">
                {payment.happenings.map(({ value, label }) => (
                  <button name="happens" value={value}>
                    {label}
                  </button>
                ))}
              </form>
            </article>
          ))}
        </section>
        <section class="section">
          <div class="head">
            <h2>Outbox</h2>
            <span class="quiet">The latest {mails.length}; nothing leaves this machine.</span>
          </div>
          {mails.map((mail) => (
            <article class="card">
              <h3>{mail.subject}</h3>
              <p class="quiet">
                To {mail.recipient}, {instants.format(mail.created_at)} UTC
              </p>
              <p>{mail.body}</p>
            </article>
          ))}
        </section>
        <section class="section">
          <div class="head">
            <h2>Webhook deliveries</h2>
          </div>
          <p class="quiet">No webhook endpoint is registered.</p>
        </section>
        <section class="section">
          <div class="head">
            <h2>Begin again</h2>
          </div>
          <p class="quiet">Forgets every change and lets the demo customers begin anew.</p>
          <form class="actions small" method="post" action="/sandbox">
            <button class="danger" name="reset" value="yes">
              Reset the sandbox
            </button>
          </form>
        </section>
      </>
    ),
  }
}
