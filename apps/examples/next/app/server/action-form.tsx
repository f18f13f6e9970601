'use client'

import { Field } from '@taskpact/example-components/field'
import { useActionState } from 'react'
import type { Failed } from './actions'

interface ActionFormProps {
  readonly action: (previous: Failed | undefined, form: FormData) => Promise<Failed | undefined>
  /** The label of each field, by its name. */
  readonly fields: Readonly<Record<string, string>>
  readonly button: string
}

export function ActionForm({ action, fields, button }: ActionFormProps) {
  const [failed, submit, isPending] = useActionState(action, undefined)
  const { errors = {}, message } = failed ?? {}
  const isOfField = Object.keys(fields).some((name) => name in errors)

  return (
    <form action={submit} noValidate>
      {Object.entries(fields).map(([name, label]) => (
        <Field
          key={name}
          name={name}
          label={label}
          type={name === 'password' ? 'password' : 'text'}
          error={errors[name]}
        />
      ))}
      {message && !isOfField && (
        <p role="alert" className="error">
          {message}
        </p>
      )}
      <button type="submit" disabled={isPending}>
        {button}
      </button>
    </form>
  )
}
