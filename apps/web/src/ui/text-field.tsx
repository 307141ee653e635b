import { Field } from '@base-ui/react/field'

export function TextField({
  label,
  hint,
  ...input
}: { label: string; hint?: string } & React.ComponentProps<'input'>) {
  return (
    <Field.Root name={input.name} className="flex flex-col gap-1.5">
      <Field.Label className="text-[0.9375rem] font-medium">{label}</Field.Label>
      <Field.Control
        {...input}
        className="border-field bg-card min-h-11 rounded-lg border px-3.5 text-base aria-invalid:border-rust"
      />
      {hint && <Field.Description className="text-soft text-sm">{hint}</Field.Description>}
    </Field.Root>
  )
}
