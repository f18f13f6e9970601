import type { OpenAPIV3_1 } from 'openapi-types'

/** JSON as it is committed and served: indented by two spaces, with a newline at its end. */
export function toJson(document: OpenAPIV3_1.Document): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** YAML that reads back as the same document, also by a YAML 1.1 reader, which takes a bare timestamp for a date. */
export async function toYaml(document: OpenAPIV3_1.Document): Promise<string> {
  const { stringify } = await import('yaml') // most servers are never asked for it
  return stringify(document, { aliasDuplicateObjects: false, compat: 'yaml-1.1', lineWidth: 0 })
}
