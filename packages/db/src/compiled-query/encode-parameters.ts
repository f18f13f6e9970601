import { is, Param, Placeholder } from 'drizzle-orm'

type Values = Readonly<Record<string, unknown>>

interface Parameter {
  /** The placeholder. Undefined for a fixed value. */
  readonly name: string | undefined
  readonly value: unknown
  readonly encoder: { mapToDriverValue(value: unknown): unknown } | undefined
}

/** Returns a function from the values of a query's placeholders to the parameters of its statement. */
export function parameterEncoder(query: string, params: readonly unknown[]): (values: Values) => unknown[] {
  const parameters = params.map(toParameter)
  return (values) => {
    const encoded: unknown[] = []
    for (const { name, value, encoder } of parameters) {
      if (name !== undefined && !(name in values))
        throw new TypeError(`Query ${query}: no value for the placeholder ${name}`)
      const given = name === undefined ? value : values[name]
      encoded.push(encoder ? encoder.mapToDriverValue(given) : given)
    }
    return encoded
  }
}

function toParameter(param: unknown): Parameter {
  if (is(param, Placeholder)) return { name: param.name, value: undefined, encoder: undefined }
  if (!is(param, Param) || !is(param.value, Placeholder)) return { name: undefined, value: param, encoder: undefined }
  return { name: param.value.name, value: undefined, encoder: param.encoder }
}
