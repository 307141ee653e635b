import { Field, hasProblems, ProblemsAlert } from '../portal/ui/field.tsx'
import type { View } from '../portal/visit.ts'
import type { CardProblems, TypedCard } from './card-form.ts'
import type { Words } from './words.ts'
import { Form } from '../portal/ui/form.tsx'

/** The number takes the most: 19 digits in groups. */
const lengthMax = 24

export function cardPage(
  words: Words,
  where: { return_to: string; locale: string; whose?: string },
  { whose, typed, problems }: { whose: string | null; typed: TypedCard; problems: CardProblems },
): View {
  return {
    title: words.cardTitle,
    status: hasProblems(problems) ? 422 : 200,
    body: (
      <>
        <h1>{words.cardTitle}</h1>
        {whose && (
          <p>
            {words.account} <strong>{whose}</strong>
          </p>
        )}
        <p class="quiet">{words.cardHelp}</p>
        <ProblemsAlert problems={problems} text={words.problems} />
        <Form class="card" to={`/sandbox/card?${new URLSearchParams(where)}`}>
          <Field
            numeric
            lengthMax={lengthMax}
            name="number"
            label={words.number}
            value={typed.number}
            autocomplete="cc-number"
            error={problems.number}
          />
          <Field
            numeric
            lengthMax={lengthMax}
            name="expiry"
            label={words.expiry}
            value={typed.expiry}
            autocomplete="cc-exp"
            placeholder={words.expiryHint}
            error={problems.expiry}
          />
          <Field
            numeric
            lengthMax={lengthMax}
            name="cvc"
            label={words.cvc}
            value=""
            autocomplete="cc-csc"
            error={problems.cvc}
          />
          <div class="actions">
            <button class="primary">{words.save}</button>
            <a class="button" href={where.return_to}>
              {words.cancel}
            </a>
          </div>
        </Form>
        <section class="section">
          <h2>{words.testCards}</h2>
          <dl>
            {Object.entries(words.cards).map(([number, does]) => (
              <>
                <dt>
                  <code>{number}</code>
                </dt>
                <dd>{does}</dd>
              </>
            ))}
          </dl>
          <p class="quiet">{words.anyDate}</p>
        </section>
      </>
    ),
  }
}

export function approvalPage(words: Words, query: Record<string, string>): View {
  return {
    title: words.secureTitle,
    body: (
      <>
        <h1>{words.secureTitle}</h1>
        <Form class="card" to={`/sandbox/3d-secure?${new URLSearchParams(query)}`}>
          <p>{words.secureHelp}</p>
          <div class="actions">
            <button class="primary" name="answer" value="approve">
              {words.approve}
            </button>
            <button name="answer" value="decline">
              {words.decline}
            </button>
          </div>
        </Form>
      </>
    ),
  }
}
