import type { FileType } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { exampleOf } from './example.js'
import type { Schemas } from './schemas.js'

type Content = Record<string, OpenAPIV3_1.MediaTypeObject>

/** Returns the content of a request or response by media type. */
export function toContent(types: readonly FileType[], way: 'input' | 'output', schemas: Schemas): Content {
  return Object.fromEntries(
    types.map(({ mediaType, schema }) => {
      const described = schemas[way](schema)
      const example = exampleOf(described, schemas)
      return [mediaType, { schema: described, ...(example !== undefined && { example }) }]
    }),
  )
}
