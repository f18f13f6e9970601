import { isStream, type Streamed } from '@taskpact/engine'

/** Yields an object as JSON, reading its arrays as fast as the client receives them. */
export async function* jsonOf({ fields }: Streamed): AsyncGenerator<string> {
  let separator = '{'
  for (const [name, value] of fields) {
    yield `${separator}${JSON.stringify(name)}:`
    if (isStream(value)) yield* arrayOf(value)
    else yield JSON.stringify(value)
    separator = ','
  }
  yield fields.length === 0 ? '{}' : '}'
}

async function* arrayOf(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '['
  for await (const item of items) {
    yield separator + JSON.stringify(item)
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}
