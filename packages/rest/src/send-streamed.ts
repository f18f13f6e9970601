import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Operation } from '@taskpact/contract'
import { isStream, type Streamed } from '@taskpact/service'
import type { Response } from 'express'
import { writeHead } from './head.js'
import { sentType } from './media-types.js'

/**
 * Sends an object whose lists are still being read, as fast as the client takes it. A failure on the way breaks the connection
 * off: the status is gone, and a body that looks whole would be a lie.
 */
export function sendStreamed(
  res: Response,
  status: number,
  { fields }: Streamed,
  onInternal: (error: unknown) => void,
): void {
  writeHead(res.type('json'), status)
  send(res, jsonOf(fields), onInternal)
}

/** Sends a file of the type that the call asked for, under a name to save it by. */
export function sendFile(
  res: Response,
  operation: Operation,
  content: Iterable<string> | AsyncIterable<unknown>,
  onInternal: (error: unknown) => void,
): void {
  const format: unknown = res.locals.fileFormat
  res.attachment(`${operation.name.split('.', 1)}.${format}`).type(sentType(operation, format))
  writeHead(res, operation.status)
  send(res, content, onInternal)
}

function send(
  res: Response,
  content: Iterable<string> | AsyncIterable<unknown>,
  onInternal: (error: unknown) => void,
): void {
  pipeline(Readable.from(content), res).catch((error: NodeJS.ErrnoException) => {
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
