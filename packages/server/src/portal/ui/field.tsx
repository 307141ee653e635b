export interface FieldProps {
  name: string
  label: string
  value: string
  autocomplete?: string
  optional?: string
  error?: string
}

export function Field({ name, label, value, autocomplete, optional, error }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>
        {label} {optional && <span class="quiet">({optional})</span>}
      </label>
      <input
        id={name}
        name={name}
        value={value}
        maxlength={256}
        {...(autocomplete && { autocomplete })}
        {...(error && { 'aria-invalid': 'true', 'aria-describedby': `${name}-error` })}
      />
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
