import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Schema } from '../src/schemas.js'
import { document } from './documented.js'

/** `format` only annotates (JSON Schema 2020-12, 7.2.1): what must hold is said by `pattern`. */
const ajv = new Ajv2020({ strict: false, validateFormats: false })

/** Judges values by a schema of the document alone. */
export function compile(schema: Schema): ValidateFunction {
  return ajv.compile({ ...schema, components: document.components })
}
