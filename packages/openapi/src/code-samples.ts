import { type Operation, ownerParameter, self } from '@taskpact/contract/core'
import { fillPath } from '@taskpact/contract/core/path'
import type * as z from 'zod'
import { exampleOf } from './example.js'
import { bodiesOf, bodyOf, parametersIn } from './request-parts.js'
import type { Schemas } from './schemas.js'

/** A request as code, in the format of Redocly (https://redocly.com/docs/api-reference-docs/specification-extensions/x-code-samples). */
export interface CodeSample {
  readonly lang: string
  readonly label: string
  readonly source: string
}

/** Length of a line that fits into the column of Scalar on a page 1280 pixels wide. Single texts can be longer. */
const width = 44

/** Maximum length of a URL in the first line, which may have some more characters than others. */
const longestTarget = 43

/** Maximum length of a list or an object in one line, which leaves room for its name. */
const valueWidth = 36

/**
 * Returns the request of an operation for the typed client and for curl. Its input has the ids in the path as variables (`taskId`,
 * `$TASK_ID`), and otherwise the examples of the schemas. `$API` is the URL of the server, `$TOKEN` the access token.
 */
export function codeSamplesOf(operation: Operation, schemas: Schemas): readonly CodeSample[] {
  const curl = { lang: 'shell', label: 'curl', source: toCurl(operation, schemas) }
  const { streams } = operation.metadata
  const source = streams === undefined ? toClientCall(operation, schemas) : toLoop(streams)
  return [{ lang: 'typescript', label: 'Typed client', source }, curl]
}

/** Returns the loop over the items that a stream of the pages of an operation has. */
function toLoop(paged: string): string {
  return `const items = client.${paged}.live()\nfor await (const item of items) {\n  console.log(item)\n}`
}

function toClientCall(operation: Operation, schemas: Schemas): string {
  const input = [
    ...idsIn(operation),
    ...entries(requiredQuery(operation, schemas)),
    ...entries(clientBody(operation, schemas)),
  ]
  const call = `await client.${operation.name}`
  if (input.length === 0) return `${call}()`
  const line = `${call}({ ${input.join(', ')} })`
  if (line.length <= width) return line
  const lines = `({\n${input.map((entry) => `  ${entry.replaceAll('\n', '\n  ')},\n`).join('')}})`
  if (call.length <= width) return call + lines
  const method = call.lastIndexOf('.')
  return `${call.slice(0, method)}\n  ${call.slice(method)}${lines.replaceAll('\n', '\n  ')}`
}

function toCurl(operation: Operation, schemas: Schemas): string {
  const { method, path } = operation.route
  const filled = fillPath(path, (name) => (name === ownerParameter ? self : `$${toConstant(name)}`))
  const curl = operation.kind === 'stream' ? 'curl -N' : 'curl'
  const query = new URLSearchParams(requiredQuery(operation, schemas) as Record<string, string>).toString()
  const target = query ? `"$API${filled}?${query}"` : `$API${filled}`
  const [type] = bodiesOf(operation)
  const body =
    type &&
    (operation.metadata.requestFile ? exampleOf(schemas.input(type.schema), schemas) : jsonBody(operation, schemas))
  return [
    ...(target.length <= longestTarget ? [`${curl} ${target}`] : [curl, target]),
    ...(method === (body === undefined ? 'GET' : 'POST') ? [] : [`-X ${method}`]),
    ...(operation.metadata.access === 'user' ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(type && body !== undefined ? [`-H 'Content-Type: ${type.mediaType}'`, `-d '${toShellJson(body)}'`] : []),
  ].join(' \\\n  ')
}

/** Returns the path parameters, except for the owner, which defaults to the caller. */
function idsIn({ places }: Operation): string[] {
  return Object.keys(places).filter((field) => places[field] === 'path' && field !== ownerParameter)
}

function requiredQuery({ route }: Operation, schemas: Schemas): Readonly<Record<string, unknown>> {
  const required = Object.entries(parametersIn(route.query)).filter(([, schema]) => isRequired(schema))
  return Object.fromEntries(required.map(([name, schema]) => [name, exampleOf(schemas.input(schema), schemas)]))
}

/** A method of the client takes the content of a file as a field. */
function clientBody(operation: Operation, schemas: Schemas): Readonly<Record<string, unknown>> {
  if (!operation.metadata.requestFile) return jsonBody(operation, schemas) ?? {}
  return fieldExamples(parametersIn(bodyOf(operation)))
}

/** Returns the example of the body; without one, the examples of its fields. */
function jsonBody(operation: Operation, schemas: Schemas): Readonly<Record<string, unknown>> | undefined {
  const body = bodyOf(operation)
  if (!body) return undefined
  const example = exampleOf(schemas.input(body), schemas) as Readonly<Record<string, unknown>> | undefined
  return example ?? fieldExamples(parametersIn(body))
}

function fieldExamples(fields: Readonly<Record<string, z.ZodType>>): Readonly<Record<string, unknown>> {
  const examples = Object.entries(fields).map(([name, schema]) => [name, exampleIn(schema)] as const)
  return Object.fromEntries(examples.filter(([, example]) => example !== undefined))
}

function exampleIn(schema: z.ZodType): unknown {
  return (schema.meta()?.examples as readonly unknown[] | undefined)?.[0]
}

function isRequired(schema: z.ZodType): boolean {
  return !schema.safeParse(undefined).success
}

/** `taskId` becomes `TASK_ID`. */
function toConstant(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}

/** Escapes the apostrophe, which ends a shell string. */
function toShellJson(value: unknown): string {
  const line = JSON.stringify(value)
  const fits = `  -d '${line}'`.length <= width
  return (fits ? line : JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')).replaceAll("'", '\\u0027')
}

function entries(value: object): string[] {
  return Object.entries(value).map(
    ([name, part]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${toCode(part)}`,
  )
}

/** Returns a value as TypeScript, in several lines if it does not fit into one beside its name. */
function toCode(value: unknown): string {
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}'`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const [open, close, parts] = Array.isArray(value) ? ['[', ']', value.map(toCode)] : ['{ ', ' }', entries(value)]
  const line = `${open}${parts.join(', ')}${close}`
  const isShort = line.length <= valueWidth && !line.includes('\n')
  return isShort
    ? line
    : `${open.trim()}\n${parts.map((part) => `  ${part.replaceAll('\n', '\n  ')},\n`).join('')}${close.trim()}`
}
