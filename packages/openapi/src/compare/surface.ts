import type { Metadata, Operation } from '@taskpact/contract'
import { describeSchemas } from '../schemas.js'
import type { Components, JsonSchema } from './json-schema.js'

/** What callers of procedures rely on, whatever the wire: names, inputs, outputs and failures. */
export interface Surface {
  readonly version: string
  readonly operations: Readonly<Record<string, SurfaceOperation>>
  /** What the inputs refer to, and what the outputs do. */
  readonly schemas: Readonly<Record<'input' | 'output', Components>>
}

export interface SurfaceOperation extends Pick<Metadata, 'access' | 'idempotency' | 'concurrency' | 'deprecated'> {
  readonly kind: Operation['kind']
  readonly input: JsonSchema
  /** Null where a success tells nothing. */
  readonly output: JsonSchema | null
  readonly errors: readonly string[]
}

/** The surface of operations as JSON; equal input gives equal bytes. */
export function toSurface(operations: readonly Operation[], version: string): Surface {
  const inputs = describeSchemas(
    operations.map(({ input }) => input),
    'input',
  )
  const outputs = describeSchemas(
    operations.flatMap(({ output }) => output ?? []),
    'output',
  )
  return {
    version,
    operations: Object.fromEntries(
      operations.map(({ name, kind, input, output, errors, metadata }) => [
        name,
        {
          kind,
          access: metadata.access,
          idempotency: metadata.idempotency,
          concurrency: metadata.concurrency,
          ...(metadata.deprecated && { deprecated: metadata.deprecated }),
          input: inputs.schema(input) as JsonSchema,
          output: output ? (outputs.schema(output) as JsonSchema) : null,
          errors: errors.toSorted(),
        },
      ]),
    ),
    schemas: { input: namedIn(inputs), output: namedIn(outputs) },
  }
}

function namedIn({ components }: { readonly components: Readonly<Record<string, object>> }): Components {
  return components as Components
}
