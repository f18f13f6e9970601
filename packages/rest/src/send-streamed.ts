import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isStream, type Streamed } from '@taskpact/service'
import type { Response } from 'express'

/**
 * Sends an object whose lists are still being read, as fast as the client takes it. A failure on the way breaks the connection
 * off: the status is gone, and a body that looks whole would be a lie.
 */
export function sendStreamed(res: Response, { fields }: Streamed, onInternal: (error: unknown) => void): void {
  res.type('json')
  pipeline(Readable.from(jsonOf(fields)), res).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') onInternal(error) // else the client went away
    res.destroy()
  })
}

async function* jsonOf(fields: Streamed['fields']): AsyncGenerator<string> {
  let before = '{'
  for (const [name, value] of fields) {
    yield `${before}${JSON.stringify(name)}:`
    if (isStream(value)) yield* listOf(value)
    else yield JSON.stringify(value)
    before = ','
  }
  yield fields.length === 0 ? '{}' : '}'
}

async function* listOf(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '['
  for await (const item of items) {
    yield before + JSON.stringify(item)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}
