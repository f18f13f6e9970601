import { type ErrorCode, errorCodes, errorHelp, errorTable, type Operation, Problem } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { headersOf, isLimited } from './headers.js'
import { exampleComponents, problemExamples } from './problem-examples.js'
import type { Schemas } from './schemas.js'

/** The failures of operations: one response for each status that a call may meet. */
export interface ErrorResponses {
  /** Those that several operations share, by the names of their codes. */
  readonly components: Record<string, OpenAPIV3_1.ResponseObject>
  /** One Problem for each code. */
  readonly examples: Record<string, OpenAPIV3_1.ExampleObject>
  readonly of: (operation: Operation) => OpenAPIV3_1.ResponsesObject
}

export function createErrorResponses(operations: readonly Operation[], schemas: Schemas): ErrorResponses {
  const names = operations.flatMap((operation) => codesByStatus(operation).map(nameOf))
  const shared = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  const limited = operations.some(isLimited)
  const response = (codes: Codes) => toResponse(codes, schemas, limited)
  const sets = operations.flatMap(codesByStatus).filter((codes) => shared.has(nameOf(codes)))
  return {
    components: Object.fromEntries(sets.map((codes) => [nameOf(codes), response(codes)])),
    examples: exampleComponents(operations.flatMap(codesByStatus)),
    of: (operation) =>
      Object.fromEntries(
        codesByStatus(operation).map((codes) => [
          errorTable[codes[0]].status,
          shared.has(nameOf(codes)) ? { $ref: `#/components/responses/${nameOf(codes)}` } : response(codes),
        ]),
      ),
  }
}

type Codes = readonly [ErrorCode, ...ErrorCode[]]

/** In the order of the table, so that the order in which a route names its errors makes no second response. */
function codesByStatus({ errors }: Operation): Codes[] {
  const groups = new Map<number, [ErrorCode, ...ErrorCode[]]>()
  for (const code of errorCodes.filter((code) => errors.includes(code))) {
    const group = groups.get(errorTable[code].status)
    if (group) group.push(code)
    else groups.set(errorTable[code].status, [code])
  }
  return [...groups.values()]
}

function nameOf(codes: Codes): string {
  return codes.map((code) => code.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())).join('Or')
}

function toResponse(codes: Codes, schemas: Schemas, limited: boolean): OpenAPIV3_1.ResponseObject {
  const { status } = errorTable[codes[0]]
  return {
    description: codes.map((code) => `\`${code}\`: ${errorHelp[code].means}`).join(' '),
    headers: headersOf(status, limited),
    content: {
      'application/problem+json': { schema: schemas.output(Problem), examples: problemExamples(codes) },
    },
  }
}
