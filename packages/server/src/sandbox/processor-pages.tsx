import { FieldError } from '../portal/ui/field.tsx'
import type { View } from '../portal/visit.ts'
import type { CardProblems, TypedCard } from './card-form.ts'
import type { Words } from './words.ts'

interface CardField {
  name: keyof TypedCard
  label: string
  value: string
  autocomplete: string
  placeholder?: string
  error: string | undefined
}

function CardInput({ name, label, value, autocomplete, placeholder, error }: CardField) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        value={value}
        inputmode="numeric"
        autocomplete={autocomplete}
        maxlength={24}
        {...(placeholder && { placeholder })}
        {...(error && { 'aria-invalid': 'true', 'aria-describedby': `${name}-error` })}
      />
      <FieldError name={name} error={error} />
    </div>
  )
}

export function cardPage(
  words: Words,
  where: { return_to: string; locale: string },
  typed: TypedCard,
  problems: CardProblems,
): View {
  const isWrong = Object.keys(problems).length > 0
  return {
    title: words.cardTitle,
    status: isWrong ? 422 : 200,
    body: (
      <>
        <h1>{words.cardTitle}</h1>
        <p class="quiet">{words.cardHelp}</p>
        {isWrong && (
          <p class="notice problem" role="alert">
            {words.problems}
          </p>
        )}
        <form class="card" method="post" action={`/sandbox/card?${new URLSearchParams(where)}`}>
          <CardInput
            name="number"
            label={words.number}
            value={typed.number}
            autocomplete="cc-number"
            error={problems.number}
          />
          <CardInput
            name="expiry"
            label={words.expiry}
            value={typed.expiry}
            autocomplete="cc-exp"
            placeholder={words.expiryHint}
            error={problems.expiry}
          />
          <CardInput name="cvc" label={words.cvc} value="" autocomplete="cc-csc" error={problems.cvc} />
          <div class="actions">
            <button class="primary">{words.save}</button>
          </div>
        </form>
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
        <form class="card" method="post" action={`/sandbox/3d-secure?${new URLSearchParams(query)}`}>
          <p>{words.secureHelp}</p>
          <div class="actions">
            <button class="primary" name="answer" value="approve">
              {words.approve}
            </button>
            <button name="answer" value="decline">
              {words.decline}
            </button>
          </div>
        </form>
      </>
    ),
  }
}

export function wordPage(title: string, text: string): View {
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <p class="card">{text}</p>
      </>
    ),
  }
}
