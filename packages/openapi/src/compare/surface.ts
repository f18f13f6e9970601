import type { Metadata, Operation } from '@taskpact/contract'
import { describeSchemas } from '../schemas.js'
import type { Components, JsonSchema } from './json-schema.js'

/** What RPC clients depend on: names, inputs, outputs and error codes. */
export interface Surface {
  readonly version: string
  readonly operations: Readonly<Record<string, SurfaceOperation>>
  /** The schemas that inputs and outputs refer to. */
  readonly schemas: Readonly<Record<'input' | 'output', Components>>
}

export interface SurfaceOperation extends Pick<Metadata, 'access' | 'idempotency' | 'concurrency' | 'deprecated'> {
  readonly kind: Operation['kind']
  readonly input: JsonSchema
  /** Null if a success has no output. */
  readonly output: JsonSchema | null
  readonly errors: readonly string[]
}

/** Returns the RPC interface of operations as JSON. Equal input gives equal bytes. */
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
