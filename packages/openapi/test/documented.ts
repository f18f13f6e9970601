import { contract, operations } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import manifest from '../package.json' with { type: 'json' }
import { createCommitted } from '../scripts/create-committed.js'
import { toTemplate } from '../src/template.js'

export const all = operations(contract)

/** The document of the current contract. */
export const document = createCommitted(manifest.version)

/** Each operation of the contract with its description in the document. */
export const pairs = all.map((operation) => {
  const { path, method } = operation.route
  const item = document.paths?.[toTemplate(path)]
  const described = item?.[method.toLowerCase() as OpenAPIV3_1.HttpMethods]
  if (!described) throw new Error(`${operation.name} is not in the document`)
  return { operation, described }
})

interface Visited {
  /** JSON Pointer (RFC 6901) to the value in the document. */
  readonly pointer: string
  readonly value: Readonly<Record<string, unknown>>
}

/** Returns every object in the document. */
export function visit(value: unknown = document, pointer = ''): Visited[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.entries(value).flatMap(([key, child]) =>
    visit(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  )
  return Array.isArray(value) ? below : [{ pointer, value: value as Visited['value'] }, ...below]
}
