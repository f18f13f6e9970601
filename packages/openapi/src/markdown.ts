import type { OpenAPIV3_1 } from 'openapi-types'
import type { CodeSample } from './code-samples.js'
import { toSchemaSection, typeOf } from './markdown-schemas.js'
import type { ScopeExtension } from './security.js'

type Described = OpenAPIV3_1.OperationObject & ScopeExtension & { readonly 'x-codeSamples'?: readonly CodeSample[] }
type Operation = Described & { readonly method: string; readonly path: string }

/**
 * Returns the whole document as Markdown (https://commonmark.org): its description, then the operations by tag with their code samples,
 * then the schemas. The heading of an operation is its summary, which is the anchor of links to it.
 */
export function toMarkdown(document: OpenAPIV3_1.Document): string {
  const { info, components = {} } = document
  const tags = operationsByTag(document).map(
    ({ tag, operations }) =>
      `## Operations: ${tag.name}\n\n${operations.map((one) => toSection(one, document)).join('\n')}`,
  )
  const schemas = Object.entries(components.schemas ?? {}).map(([name, schema]) => toSchemaSection(name, schema))
  return `# ${info.title}

> ${info.summary}

Version ${info.version}. Paths are relative to the URL of the server.

${info.description}

${tags.join('\n')}
## Schemas

${schemas.join('\n')}`
}

/** Returns the tags of a document in their order, with the operations of each. */
export function operationsByTag({ tags = [], paths = {} }: OpenAPIV3_1.Document) {
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, one]) => ({ ...(one as Described), method: method.toUpperCase(), path })),
  )
  return tags.map((tag) => ({ tag, operations: all.filter((one) => one.tags?.includes(tag.name)) }))
}

/** Returns the anchor of a heading, as GitHub and most renderers create it. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-')
}

function toSection(operation: Operation, document: OpenAPIV3_1.Document): string {
  const { method, path, summary, description, security = document.security ?? [] } = operation
  const access = security.length > 0 ? 'Requires an access token.' : 'Requires no access token.'
  return [
    `### ${summary}\n`,
    `\`${method} ${path}\`. ${access} ${description}\n`,
    ...parametersOf(operation),
    ...bodyOf(operation),
    `${responseOf(operation)}\n`,
    `Errors: ${errorsOf(operation, document)
      .map((code) => `\`${code}\``)
      .join(', ')}.\n`,
    ...(operation['x-codeSamples'] ?? []).map(({ lang, source }) => `\`\`\`${lang}\n${source}\n\`\`\`\n`),
  ].join('\n')
}

function parametersOf({ parameters = [] }: Operation): string[] {
  const lines = (parameters as OpenAPIV3_1.ParameterObject[]).map(
    ({ name, in: place, required, description, schema }) =>
      `- \`${name}\` (${place}, ${typeOf(schema)}${required ? ', required' : ''}): ${description}`,
  )
  return lines.length > 0 ? [`Parameters:\n\n${lines.join('\n')}\n`] : []
}

function bodyOf({ requestBody }: Operation): string[] {
  if (!requestBody || !('content' in requestBody)) return []
  return [`Request body${requestBody.required ? '' : ' (optional)'}: ${contentOf(requestBody.content)}.\n`]
}

function responseOf({ responses = {} }: Operation): string {
  const [status = '', response] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? []
  const content = response && 'content' in response ? response.content : undefined
  return `Response ${status}: ${content ? contentOf(content) : 'no body'}.`
}

function contentOf(content: Readonly<Record<string, OpenAPIV3_1.MediaTypeObject>>): string {
  return Object.entries(content)
    .map(([mediaType, { schema }]) => `${typeOf(schema)} (\`${mediaType}\`)`)
    .join(', or ')
}

/** Returns the codes of the problems that the error responses have as examples. */
function errorsOf({ responses = {} }: Operation, { components = {} }: OpenAPIV3_1.Document): string[] {
  const refs = Object.values(responses).flatMap((response) => {
    const resolved = '$ref' in response ? components.responses?.[nameIn(response.$ref)] : response
    const types = resolved && 'content' in resolved ? Object.values(resolved.content ?? {}) : []
    return types.flatMap(({ examples = {} }) => Object.values(examples))
  })
  const examples = refs.map((one) => ('$ref' in one ? components.examples?.[nameIn(one.$ref)] : one))
  const codes = examples.map((one) => (one && 'value' in one ? (one.value as { code?: string }).code : undefined))
  return [...new Set(codes.filter((code) => code !== undefined))]
}

function nameIn(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}
