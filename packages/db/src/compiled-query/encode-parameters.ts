import { is, Param, Placeholder } from 'drizzle-orm'

type Values = Readonly<Record<string, unknown>>

/** Returns a function from the values of a query's placeholders to the parameters of its statement. */
export function parameterEncoder(query: string, params: readonly unknown[]): (values: Values) => unknown[] {
  const encoders = params.map((param) => encoderOf(query, param))
  return (values) => encoders.map((encode) => encode(values))
}

function encoderOf(query: string, param: unknown): (values: Values) => unknown {
  if (is(param, Placeholder)) return placeholderReader(query, param.name)
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param
  const { encoder, value } = param
  const read = placeholderReader(query, value.name)
  return (values) => encoder.mapToDriverValue(read(values))
}

function placeholderReader(query: string, name: string): (values: Values) => unknown {
  return (values) => {
    if (!(name in values)) throw new TypeError(`Query ${query}: no value for the placeholder ${name}`)
    return values[name]
  }
}
