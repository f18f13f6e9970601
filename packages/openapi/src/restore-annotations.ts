import * as z from 'zod'

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>

/**
 * Restores defaults and examples of converted inputs such as query integers. zod omits them because they may be of the output type;
 * those that are valid inputs are added again.
 */
export function restoreAnnotations(io: 'input' | 'output'): Override {
  return ({ zodSchema, jsonSchema }) => {
    if (jsonSchema.type === 'integer') jsonSchema.format ??= sizeOf(jsonSchema)
    if (io === 'output') return
    const isInput = (value: unknown) => z.safeParse(zodSchema, value).success
    const { def } = zodSchema._zod
    if (def.type === 'default' && jsonSchema.default === undefined && isInput(def.defaultValue))
      jsonSchema.default = def.defaultValue as typeof jsonSchema.default

    const examples = z.globalRegistry.get(zodSchema)?.examples
    if (Array.isArray(examples) && !jsonSchema.examples && !jsonSchema.$ref) {
      const inputs = examples.filter(isInput)
      if (inputs.length > 0) jsonSchema.examples = inputs
    }
  }
}

/** The integer format for typed languages (OpenAPI format registry). */
function sizeOf({ maximum = Number.POSITIVE_INFINITY }: { readonly maximum?: number | undefined }): 'int32' | 'int64' {
  return maximum <= 0x7fffffff ? 'int32' : 'int64'
}
