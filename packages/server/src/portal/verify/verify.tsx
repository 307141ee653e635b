import type { Context, Hono } from 'hono'
import { PolarFault } from '@verge/polar/client'
import { getReceiptKeys, verifyReceipt, type SealedReceipt } from '@verge/polar/contract/receipts'
import type { OutputOf } from '@verge/polar/contract/operation'
import { shown, type Viewer } from '../answers.tsx'
import { factsOfSeal, wordsOfReceipt } from '../receipts/facts.ts'
import type { DoorOptions } from '../session/door.ts'
import { FieldError } from '../ui/field.tsx'
import { formatFor } from '../ui/format.ts'
import type { View } from '../visit.ts'
import { shownText } from './shown-text.ts'
import { Form } from '../ui/form.tsx'

/** Where anybody has a receipt checked that they were shown, and where programs find the keys to do it themselves. */
export function addVerification(
  app: Hono,
  { publicUrl, surroundings, polarFor, polarForGuest, toGuest }: DoorOptions,
): void {
  if (!polarFor().supports(verifyReceipt)) return
  const addressOf = (c: Context) => `/${c.req.param('slug')}/verify`

  app.get('/:slug/verify', (c) =>
    toGuest(c, (viewer) => shown(askingPage(viewer, addressOf(c)), viewer, surroundings)),
  )

  app.post('/:slug/verify', async (c) => {
    const text = await shownText(c.req.raw, publicUrl)
    return toGuest(c, async (viewer) => {
      if (!text.trim()) {
        const asking = askingPage(viewer, addressOf(c), viewer.messages.verify.nothing)
        return shown(asking, viewer, surroundings, { status: 422 })
      }
      try {
        const verdict = await polarForGuest(c).call(verifyReceipt, { body: { text } })
        return await shown(verdictPage(viewer, addressOf(c), verdict), viewer, surroundings)
      } catch (error) {
        if (!(error instanceof PolarFault) || error.kind !== 'rate_limited') throw error
        const asking = askingPage(viewer, addressOf(c), viewer.messages.signIn.tooOften)
        return shown(asking, viewer, surroundings, { status: 429 })
      }
    })
  })

  app.get('/:slug/.well-known/jwks.json', (c) =>
    toGuest(c, async () =>
      Response.json(await polarFor().call(getReceiptKeys, { params: { slug: c.req.param('slug') } }), {
        headers: { 'access-control-allow-origin': '*' },
      }),
    ),
  )
}

function askingPage(
  { messages: { verify: words }, organization_name }: Viewer,
  to: string,
  error?: string,
): View {
  return {
    title: words.title,
    body: (
      <>
        <h1>{words.title}</h1>
        <Form class="card" to={to} enctype="multipart/form-data" novalidate>
          <p class="quiet">{words.help({ name: organization_name })}</p>
          <div class="field">
            <label for="receipt">{words.paste}</label>
            <textarea
              id="receipt"
              name="receipt"
              rows={6}
              maxlength={32_000}
              spellcheck={false}
              {...(error && { 'aria-invalid': 'true', 'aria-describedby': 'receipt-error' })}
            ></textarea>
            <FieldError name="receipt" error={error} />
          </div>
          <div class="field">
            <label for="file">{words.file}</label>
            <input id="file" name="file" type="file" accept=".pdf,.txt,.json,.eml,text/plain" />
          </div>
          <div class="actions">
            <button class="primary">{words.action}</button>
          </div>
        </Form>
      </>
    ),
  }
}

function verdictPage(
  { messages, locale, organization_name: name }: Viewer,
  to: string,
  { standing, says, taken_back_at }: OutputOf<typeof verifyReceipt>,
): View {
  const { verify: words, statement } = messages
  const format = formatFor(locale)
  const title = words[`${standing}Title`]
  const told = says?.type === 'receipt' ? wordsOfReceipt(asIssued(says), messages, format) : null
  const stands = taken_back_at === null ? words.stands : words.takenBack({ date: format.date(taken_back_at) })
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          <p>{words[standing]({ name })}</p>
          {says && (
            <>
              <h2>
                {told
                  ? told.title
                  : says.kind === 'withdrawal'
                    ? statement.withdrawTitle
                    : statement.cancelTitle}
              </h2>
              <p>{told ? told.sentence : words.statement}</p>
              <dl>
                {factsOfSeal(says, messages, format).map(([term, text]) => (
                  <>
                    <dt>{term}</dt>
                    <dd>{text}</dd>
                  </>
                ))}
              </dl>
              {says.type === 'receipt' && says.kind === 'cancellation' && (
                <p>
                  <strong>{stands}</strong>
                </p>
              )}
            </>
          )}
          <div class="actions">
            <a class="button" href={to}>
              {words.another}
            </a>
          </div>
        </div>
      </>
    ),
  }
}

/** A seal has its time in whole seconds: what ended within that second had ended when it was sealed. */
function asIssued(says: SealedReceipt) {
  return { ...says, created_at: new Date((says.iat + 1) * 1000) }
}
