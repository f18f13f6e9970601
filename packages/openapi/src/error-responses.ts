import type { ErrorSpec, ErrorTable, Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'
import type * as z from 'zod'
import { headersOf, isLimited } from './headers.js'
import { exampleComponents, problemExamples } from './problem-examples.js'
import type { Schemas } from './schemas.js'

/** The error responses of operations, one for each status. */
export interface ErrorResponses {
  /** Responses that several operations share, named after their codes. */
  readonly components: Record<string, OpenAPIV3_1.ResponseObject>
  /** One problem for each code. */
  readonly examples: Record<string, OpenAPIV3_1.ExampleObject>
  readonly of: (operation: Operation) => OpenAPIV3_1.ResponsesObject
}

interface ErrorOptions {
  readonly schemas: Schemas
  readonly table: ErrorTable
  readonly problem: z.ZodType
}

export function createErrorResponses(
  operations: readonly Operation[],
  { schemas, table, problem }: ErrorOptions,
): ErrorResponses {
  const grouped = operations.map((operation) => codesByStatus(operation, table))
  const names = grouped.flat().map(nameOf)
  const shared = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  const limited = operations.some(isLimited)
  const response = (codes: Codes): OpenAPIV3_1.ResponseObject => ({
    description: codes.map((code) => `\`${code}\`: ${specOf(code, table).description}`).join(' '),
    headers: headersOf(statusOf(codes, table), { table, limited }),
    content: { 'application/problem+json': { schema: schemas.output(problem), examples: problemExamples(codes) } },
  })
  const sets = grouped.flat().filter((codes) => shared.has(nameOf(codes)))
  return {
    components: Object.fromEntries(sets.map((codes) => [nameOf(codes), response(codes)])),
    examples: exampleComponents(grouped.flat(), table),
    of: (operation) =>
      Object.fromEntries(
        codesByStatus(operation, table).map((codes) => [
          statusOf(codes, table),
          shared.has(nameOf(codes)) ? { $ref: `#/components/responses/${nameOf(codes)}` } : response(codes),
        ]),
      ),
  }
}

type Codes = readonly [string, ...string[]]

/** In the order of the table, so that the order in which a route declares its errors does not create a second response. */
function codesByStatus({ errors }: Operation, table: ErrorTable): Codes[] {
  const groups = new Map<number, [string, ...string[]]>()
  for (const code of Object.keys(table).filter((code) => errors.includes(code))) {
    const { status } = specOf(code, table)
    const group = groups.get(status)
    if (group) group.push(code)
    else groups.set(status, [code])
  }
  return [...groups.values()]
}

function statusOf([code]: Codes, table: ErrorTable): number {
  return specOf(code, table).status
}

function specOf(code: string, table: ErrorTable): ErrorSpec {
  return table[code] as ErrorSpec // the operations refer to this table
}

function nameOf(codes: Codes): string {
  return codes.map((code) => code.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())).join('Or')
}
