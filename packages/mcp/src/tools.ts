import type { Operation, Tool as ToolMetadata } from '@taskpact/contract/core'
import type { Caller } from '@taskpact/engine'
import { detailField, hasDetail } from './detail.js'
import type { JsonSchema } from './inlined.js'
import { leanSchema } from './lean-schema.js'

/** An operation as a tool, as clients see it. */
export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly annotations: Annotations
  readonly inputSchema: JsonSchema
  readonly operation: Operation
  /** Whether the input selects how much the tool returns. */
  readonly hasDetail: boolean
}

/** Hints for clients that ask the user before some calls. */
export interface Annotations {
  readonly readOnlyHint: boolean
  readonly destructiveHint: boolean
  readonly idempotentHint: boolean
  readonly openWorldHint: boolean
}

/** Throws a TypeError that names the operation if one with a tool cannot be a tool. */
export function refuseUnsuitable(operations: readonly Operation[]): void {
  for (const { name, kind, input, metadata } of operations) {
    if (!metadata.tool) continue
    if (kind === 'stream') throw new TypeError(`${name}: a stream cannot be a tool`)
    if (input.shape[detailField] !== undefined)
      throw new TypeError(`${name}: the field ${detailField} is added by its tool`)
  }
}

/** Returns the operations that models can call, in the order of the contract. Creating their schemas takes a tenth of a second. */
export function toTools(operations: readonly Operation[]): readonly Tool[] {
  return operations.flatMap((operation) => {
    const { tool } = operation.metadata
    if (!tool) return []
    const { name, effect, description } = tool
    const title = operation.route.summary
    const annotations = annotationsOf(effect)
    return [
      {
        name,
        title,
        description,
        annotations,
        inputSchema: leanSchema(operation),
        operation,
        hasDetail: hasDetail(operation),
      },
    ]
  })
}

/** Whether the token of the caller allows the operation. Only hides it: `perform` refuses calls. */
export function isVisible({ metadata: { access, scope } }: Operation, { scopes }: Caller): boolean {
  return access === 'public' || scopes === undefined || (scope !== null && scopes.includes(scope))
}

/**
 * Not destructive means that nothing that exists changes. No change is idempotent: a request that is sent again has a new id, so creating
 * could happen twice.
 */
function annotationsOf(effect: ToolMetadata['effect']): Annotations {
  return {
    readOnlyHint: effect === 'reads',
    destructiveHint: effect === 'changes' || effect === 'destroys',
    idempotentHint: effect === 'reads',
    openWorldHint: false,
  }
}
