import type { LeavingKind, Receipt } from '@verge/polar/contract/receipts'
import type { OutputOf } from '@verge/polar/contract/operation'
import type { declareLeaving, proveStatement } from '@verge/polar/contract/statements'
import type { Viewer } from '../answers.tsx'
import { factsOf, wordsOfReceipt } from '../receipts/facts.ts'
import { Announcement } from '../ui/announcement.tsx'
import { Field, FieldError, ProblemsAlert } from '../ui/field.tsx'
import { formatFor } from '../ui/format.ts'
import { messagePage } from '../ui/message-page.tsx'
import type { View } from '../visit.ts'
import type { DeclarationProblems, DeclarationValues } from './form.ts'
import { Form } from '../ui/form.tsx'

interface Asking {
  kind: LeavingKind
  to: string
  values: DeclarationValues
  problems?: DeclarationProblems
  /** Why it was not taken, where that is no field's fault. */
  refused?: string
}

/** Asks for no more than the law lets anybody ask: who, which contract, when, and where to confirm it. */
export function declarationPage(
  { messages }: Viewer,
  { kind, to, values, problems = {}, refused }: Asking,
): View {
  const words = messages.statement
  const isWithdrawal = kind === 'withdrawal'
  const title = isWithdrawal ? words.withdrawTitle : words.cancelTitle
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <p>{isWithdrawal ? words.withdrawHelp : words.cancelHelp}</p>
        {refused && (
          <Announcement tone="problem">
            <p>{refused}</p>
          </Announcement>
        )}
        <ProblemsAlert problems={problems} text={words.problems} />
        <Form class="card" to={to} novalidate>
          <input type="hidden" name="key" value={values.key} />
          <Field
            name="name"
            label={words.name}
            value={values.name}
            autocomplete="name"
            error={problems.name}
          />
          <Field
            name="email"
            label={words.email}
            value={values.email}
            type="email"
            autocomplete="email"
            lengthMax={254}
            help={words.emailHelp}
            error={problems.email}
          />
          <Field
            name="contract"
            label={words.contract}
            value={values.contract}
            lengthMax={500}
            help={words.contractHelp}
            error={problems.contract}
          />
          {!isWithdrawal && <When words={words} values={values} error={problems.day} />}
          {!isWithdrawal && (
            <div class="field">
              <label for="reason">
                {words.reason} <span class="quiet">({words.optional})</span>
              </label>
              <textarea id="reason" name="reason" rows={2} maxlength={4000} aria-describedby="reason-help">
                {values.reason}
              </textarea>
              <span class="quiet" id="reason-help">
                {words.reasonHelp}
              </span>
            </div>
          )}
          <p class="quiet">{words.counts}</p>
          <div class="actions">
            <button class="danger">{isWithdrawal ? words.withdraw : words.cancel}</button>
          </div>
        </Form>
      </>
    ),
  }
}

interface WhenProps {
  words: Viewer['messages']['statement']
  values: DeclarationValues
  error: string | undefined
}

function When({ words, values, error }: WhenProps) {
  const choice = (when: DeclarationValues['when'], text: string) => (
    <label class="choice">
      <input type="radio" name="when" value={when} checked={values.when === when} /> {text}
    </label>
  )
  return (
    <fieldset class="when">
      <legend>{words.when}</legend>
      {choice('soonest', words.soonest)}
      {choice('day', words.onDay)}
      <div class="field">
        <label for="day">{words.day}</label>
        <input
          id="day"
          name="day"
          type="date"
          value={values.day}
          {...(error && { 'aria-invalid': 'true', 'aria-describedby': 'day-error' })}
        />
        <FieldError name="day" error={error} />
      </div>
    </fieldset>
  )
}

/** The confirmation, at once and with its time, to be kept. */
export function arrivedPage(
  viewer: Viewer,
  kind: LeavingKind,
  values: DeclarationValues,
  { id, received_at, seal }: OutputOf<typeof declareLeaving>,
): View {
  const { messages, locale } = viewer
  const words = messages.statement
  const title = kind === 'withdrawal' ? words.withdrawArrived : words.cancelArrived
  const time = formatFor(locale).moment(received_at)
  const ends = values.when === 'day' ? values.day : words.soonest
  const facts: [string, string][] = [
    [words.number, id],
    [words.received, time],
    [words.name, values.name],
    [words.email, values.email],
    [words.contract, values.contract],
    ...(kind === 'cancellation' ? [[words.when, ends] as [string, string]] : []),
    ...(values.reason ? [[words.reason, values.reason] as [string, string]] : []),
  ]
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          <p>
            <strong>{words.arrived({ time, email: values.email })}</strong>
          </p>
          <p>{words.next}</p>
          <Facts facts={facts} />
          <SaveLink viewer={viewer} name={id} title={title} facts={facts} seal={seal} />
        </div>
      </>
    ),
  }
}

/** What the link in the mail leads to: looking changes nothing. */
export function provePage(
  { messages: { statement: words }, locale }: Viewer,
  { to, token, contract, received_at }: { to: string; token: string; contract: string; received_at: Date },
): View {
  return {
    title: words.proveTitle,
    body: (
      <>
        <h1>{words.proveTitle}</h1>
        <Form class="card" to={to}>
          <Facts
            facts={[
              [words.contract, contract],
              [words.received, formatFor(locale).moment(received_at)],
            ]}
          />
          <p>{words.proveHelp}</p>
          <input type="hidden" name="token" value={token} />
          <div class="actions">
            <button class="danger">{words.prove}</button>
          </div>
        </Form>
      </>
    ),
  }
}

type Proven = OutputOf<typeof proveStatement>

/** What came of it. */
export function provenPage(viewer: Viewer, to: string, token: string, proven: Proven, error?: string): View {
  const words = viewer.messages.statement
  if (proven.outcome === 'carried_out') return leftPage(viewer, proven.receipt)
  if (proven.outcome === 'ended_before') return messagePage(words.proveTitle, [words.doneBefore])
  if (proven.outcome === 'passed_on') {
    const time = formatFor(viewer.locale).moment(proven.received_at)
    return messagePage(words.passedOnTitle, [words.passedOn({ time })])
  }
  const { date } = formatFor(viewer.locale)
  return {
    title: words.chooseTitle,
    body: (
      <>
        <h1>{words.chooseTitle}</h1>
        <Form class="card" to={to}>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="choosing" value="yes" />
          <fieldset>
            <legend>{words.choose}</legend>
            {proven.candidates.map(({ contract_id, product, ends_at }) => (
              <label class="choice">
                <input type="radio" name="contract_id" value={contract_id} />{' '}
                {ends_at ? words.chosenEnds({ product, date: date(ends_at) }) : words.chosenNow({ product })}
              </label>
            ))}
            <FieldError name="contract_id" error={error} />
          </fieldset>
          <div class="actions">
            <button class="danger">{words.prove}</button>
          </div>
        </Form>
      </>
    ),
  }
}

function leftPage(viewer: Viewer, receipt: Receipt): View {
  const { messages, locale } = viewer
  const format = formatFor(locale)
  const { title, sentence } = wordsOfReceipt(receipt, messages, format)
  const facts = factsOf(receipt, messages, format)
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          <p>
            <strong>{sentence}</strong>
          </p>
          <Facts facts={facts} />
          <SaveLink viewer={viewer} name={receipt.id} title={title} facts={facts} seal={receipt.seal} />
        </div>
      </>
    ),
  }
}

function Facts({ facts }: { facts: readonly [string, string][] }) {
  return (
    <dl>
      {facts.map(([term, text]) => (
        <>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </>
      ))}
    </dl>
  )
}

interface SaveProps {
  viewer: Viewer
  name: string
  title: string
  facts: readonly [string, string][]
  seal: string
}

/** The page holds the file itself: nobody has to be known to have it again. */
function SaveLink({ viewer: { messages }, name, title, facts, seal }: SaveProps) {
  const lines = [
    title,
    '',
    ...facts.map(([term, text]) => `${term}: ${text}`),
    '',
    `${messages.receipt.seal}:`,
    seal,
    '',
  ]
  const address = `data:text/plain;charset=utf-8,${encodeURIComponent(lines.join('\n'))}`
  return (
    <p>
      <a class="button" href={address} download={`${name}.txt`}>
        {messages.statement.save}
      </a>
    </p>
  )
}
