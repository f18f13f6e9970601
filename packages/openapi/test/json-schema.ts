import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Schema } from '../src/schemas.js'
import { document } from './documented.js'

/**
 * `format` is an annotation (JSON Schema 2020-12, 7.2.1); `pattern` expresses the rules. The list of time zones is the one rule that no
 * pattern can express.
 */
const annotated = { email: true, uri: true, int32: true, int64: true, password: true } as const
const formats = {
  'iana-time-zone': isTimeZone,
  'date-time': true,
  uuid: true,
  'uri-reference': true,
  ...annotated,
} as const
const ajv = new Ajv2020({ strict: false, formats })

/** Compiles a schema of the document into a validator. */
export function compile(schema: Schema): ValidateFunction {
  return ajv.compile({ ...schema, components: document.components })
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false // Intl throws for an unknown time zone
  }
}
