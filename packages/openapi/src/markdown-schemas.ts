import type { OpenAPIV3_1 } from 'openapi-types'

type Schema = OpenAPIV3_1.SchemaObject & { readonly $ref?: string; readonly const?: unknown }

/** Returns a section with the description of a schema, its fields or values, and an example. */
export function toSchemaSection(name: string, given: object): string {
  const schema = given as Schema
  const [example] = schema.examples ?? []
  const fields = fieldsOf(schema)
  return [
    `### ${name}\n`,
    `${schema.description ?? ''}${schema.properties ? '' : ` Type: ${typeOf(schema)}.`}\n`.trimStart(),
    ...(fields.length > 0 ? [`${fields.join('\n')}\n`] : []),
    ...(example === undefined ? [] : [`Example: \`${JSON.stringify(example)}\`\n`]),
  ].join('\n')
}

function fieldsOf({ properties = {}, required = [] }: Schema): string[] {
  return Object.entries(properties).map(([name, property]) => {
    const description = (property as Schema).description
    const type = `${typeOf(property)}${required.includes(name) ? ', required' : ''}`
    return `- \`${name}\` (${type})${description ? `: ${description}` : ''}`
  })
}

/** Returns the type of a schema in words: its name, its values or its JSON type. */
export function typeOf(given: unknown): string {
  const schema = (given ?? {}) as Schema
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' or ')
  const alternatives = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (alternatives) return [...new Set(alternatives.map(typeOf))].join(' or ')
  if (schema.type === 'array') return `array of ${typeOf('items' in schema ? schema.items : undefined)}`
  if (schema.properties) return `object with ${Object.keys(schema.properties).join(', ')}`
  const types = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any')
  return schema.format ? `${types}, ${schema.format}` : types
}
