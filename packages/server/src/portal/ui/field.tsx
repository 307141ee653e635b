import { Announcement } from './announcement.tsx'
import { Input } from './form.tsx'

export interface FieldProps {
  name: string
  label: string
  value: string
  autocomplete?: string
  optional?: string
  placeholder?: string
  type?: 'email'
  /** Digits, for whoever types on a screen. */
  numeric?: boolean
  /** One that came by mail, to be typed or pasted once. */
  code?: boolean
  autofocus?: boolean
  lengthMax?: number
  /** Said below it, while it is filled in. */
  help?: string
  error?: string | undefined
}

export function Field({
  name,
  label,
  value,
  autocomplete,
  optional,
  placeholder,
  type,
  numeric = false,
  code = false,
  autofocus = false,
  lengthMax = 256,
  help,
  error,
}: FieldProps) {
  const describedBy = [help && `${name}-help`, error && `${name}-error`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>
        {label} {optional && <span class="quiet">({optional})</span>}
      </label>
      <Input
        id={name}
        name={name}
        value={value}
        maxlength={lengthMax}
        {...(type && { type })}
        {...(numeric && { inputmode: 'numeric' })}
        {...(code && {
          class: 'code',
          autocomplete: 'one-time-code',
          inputmode: 'text',
          autocapitalize: 'characters',
        })}
        {...(autofocus && { autofocus: true })}
        {...(autocomplete && { autocomplete })}
        {...(placeholder && { placeholder })}
        {...(error && { 'aria-invalid': 'true' })}
        {...(describedBy && { 'aria-describedby': describedBy })}
      />
      {help && (
        <span class="quiet" id={`${name}-help`}>
          {help}
        </span>
      )}
      <FieldError name={name} error={error} />
    </div>
  )
}

export function FieldError({ name, error }: { name: string; error: string | undefined }) {
  if (!error) return null
  return (
    <span class="error" id={`${name}-error`}>
      {error}
    </span>
  )
}

/** By the name of the field. */
type Problems = Record<string, string | undefined>

export function hasProblems(problems: Problems): boolean {
  return Object.keys(problems).length > 0
}

/** Above a form that was not taken. */
export function ProblemsAlert({ problems, text }: { problems: Problems; text: string }) {
  if (!hasProblems(problems)) return null
  return (
    <Announcement tone="problem">
      <p>{text}</p>
    </Announcement>
  )
}
