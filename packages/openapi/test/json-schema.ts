import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Schema } from '../src/schemas.js'
import { document } from './documented.js'

/**
 * `format` only annotates (JSON Schema 2020-12, 7.2.1): what must hold is said by `pattern`. Which time zones there are,
 * no pattern can say.
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

/** Judges values by a schema of the document alone. */
export function compile(schema: Schema): ValidateFunction {
  return ajv.compile({ ...schema, components: document.components })
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false // this is how Intl says so
  }
}
