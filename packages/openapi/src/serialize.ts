import type { OpenAPIV3_1 } from 'openapi-types'
import type { Document32 } from './to-version-3-2.js'

/** Returns the document as JSON, indented by two spaces, with a trailing newline. */
export function toJson(document: OpenAPIV3_1.Document | Document32): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Returns the document as YAML that YAML 1.1 and 1.2 parsers read alike. YAML 1.1 would read a plain timestamp as a date. */
export async function toYaml(document: OpenAPIV3_1.Document): Promise<string> {
  const { stringify } = await import('./yaml.js') // loaded on demand: most servers never serve YAML
  return stringify(document, { aliasDuplicateObjects: false, compat: 'yaml-1.1', lineWidth: 0 })
}
