import { type FieldError, fieldErrors } from '@taskpact/client'
import { type ComponentProps, useId } from 'react'

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string
  readonly error?: FieldError | undefined
}

/** A labelled input, described by its error. */
export function Field({ label, error, ...input }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-invalid={!!error} aria-describedby={error && `${id}-error`} {...input} />
      {error && (
        <p id={`${id}-error`} className="error">
          {error.message}
        </p>
      )}
    </div>
  )
}

interface ChoiceProps<Option extends string> extends Omit<ComponentProps<'select'>, 'onChange'> {
  readonly label: string
  readonly options: readonly Option[]
  readonly onChange?: (option: Option) => void
}

/** A labelled select. */
export function Choice<Option extends string>({ label, options, onChange, ...select }: ChoiceProps<Option>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} {...select} onChange={({ target }) => onChange?.(target.value as Option)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </div>
  )
}

/** Shows an error that belongs to none of the named fields. */
export function Failure({ error, fields = [] }: { readonly error: unknown; readonly fields?: readonly string[] }) {
  if (!error || fields.some((field) => field in fieldErrors(error))) return null
  return (
    <p role="alert" className="error">
      {error instanceof Error ? error.message : String(error)}
    </p>
  )
}
