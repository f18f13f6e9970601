import { type FieldError, type HeaderField, headerFields, type Operation, toFieldErrors } from '@taskpact/contract'
import type { Request } from 'express'

export interface HeaderInput {
  readonly input: Readonly<Record<string, unknown>>
  readonly errors: readonly FieldError[]
}

/** The fields of an operation that come in headers. A header that is sent twice is one that nothing understands. */
export function headerInput({ places }: Operation, { headers }: Pick<Request, 'headers'>): HeaderInput {
  const fields: Readonly<Record<string, HeaderField>> = headerFields
  const input: Record<string, unknown> = {}
  const errors: FieldError[] = []
  for (const [field, { header, read, schema }] of Object.entries(fields)) {
    const text = headers[header.toLowerCase()]
    if (places[field] !== 'header' || text === undefined) continue
    const parsed = schema.safeParse(read(String(text)))
    if (parsed.success) input[field] = parsed.data
    else errors.push(...parsed.error.issues.flatMap((issue) => toFieldErrors({ ...issue, path: [field] }, 'header')))
  }
  return { input, errors }
}
