import type { Operation } from '@taskpact/contract/core'
import * as z from 'zod'

/** An output with arrays that are read while they are sent. Each item is encoded by the contract's schema. */
export class Streamed {
  readonly fields: readonly (readonly [name: string, value: unknown])[]

  constructor(fields: readonly (readonly [string, unknown])[]) {
    this.fields = fields
  }
}

/** Encodes an output by the contract's schema. If the transport cannot stream, arrays and files are read whole first. */
export async function encode(output: Operation['output'], value: unknown, stream: boolean): Promise<unknown> {
  if (isStream(value)) return stream ? value : output?.parse((await readWhole(value)).join(''))
  if (!output || !hasStream(value)) return output?.parse(value)
  if (stream && output instanceof z.ZodObject) return toStreamed(output, value)
  const whole: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) whole[name] = isStream(field) ? await readWhole(field) : field
  return output.parse(whole)
}

function toStreamed({ shape }: z.ZodObject, value: object): Streamed {
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const schema = shape[name]
    if (!(schema instanceof z.ZodType)) return []
    if (!isStream(field)) return [[name, schema.parse(field)] as const]
    if (!(schema instanceof z.ZodArray)) throw new TypeError(`${name} is streamed, but its schema is not an array`)
    return [[name, encodeItems(schema.element as z.ZodType, field)] as const]
  })
  return new Streamed(fields)
}

async function readWhole(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = []
  for await (const item of items) read.push(item)
  return read
}

async function* encodeItems(item: z.ZodType, items: AsyncIterable<unknown>) {
  for await (const one of items) yield item.parse(one)
}

function hasStream(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  for (const name in value) {
    const field = (value as Record<string, unknown>)[name]
    if (typeof field === 'object' && !Array.isArray(field) && isStream(field)) return true
  }
  return false
}

export function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
