import { countriesIn } from '../ui/countries.ts'
import { Field, FieldError } from '../ui/field.tsx'
import type { Visit } from '../visit.ts'
import type { BillingValues, Problems } from './form.ts'
import { sentValue } from '../ui/form.tsx'

interface Props {
  visit: Pick<Visit, 'messages' | 'format'>
  values: BillingValues
  problems: Problems
  withTaxId: boolean
}

export function BillingFields({ visit: { messages, format }, values, problems, withTaxId }: Props) {
  const words = messages.billing
  const { optional } = words
  return (
    <>
      <Field name="name" label={words.name} value={values.name} autocomplete="name" error={problems.name} />
      <Field
        name="line1"
        label={words.line1}
        value={values.line1}
        autocomplete="address-line1"
        error={problems.line1}
      />
      <Field
        name="line2"
        label={words.line2}
        value={values.line2}
        autocomplete="address-line2"
        optional={optional}
      />
      <div class="pair">
        <Field
          name="postal_code"
          label={words.postal_code}
          value={values.postal_code}
          autocomplete="postal-code"
        />
        <Field name="city" label={words.city} value={values.city} autocomplete="address-level2" />
      </div>
      <Field
        name="state"
        label={words.state}
        value={values.state}
        autocomplete="address-level1"
        optional={optional}
      />
      <div class="field">
        <label for="country">{words.country}</label>
        <select
          id="country"
          name="country"
          autocomplete="country"
          {...(problems.country && { 'aria-invalid': 'true', 'aria-describedby': 'country-error' })}
        >
          <option value="">{words.choose}</option>
          {countriesIn(format.locale).map(({ code, name }) => (
            <option value={code} selected={code === (sentValue('country') ?? values.country)}>
              {name}
            </option>
          ))}
        </select>
        <FieldError name="country" error={problems.country} />
      </div>
      {withTaxId && (
        <Field
          name="tax_id"
          label={words.tax_id}
          value={values.tax_id}
          optional={optional}
          error={problems.tax_id}
        />
      )}
    </>
  )
}
