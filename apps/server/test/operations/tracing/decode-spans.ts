/** A span as a collector receives it. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  /** Undefined for the first span of a trace. */
  readonly parentId: string | undefined
  readonly traceState: string | undefined
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client'
  /** Nanoseconds since 1970. */
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Attributes
  readonly events: readonly { readonly name: string; readonly time: bigint }[]
  readonly status: 'unset' | 'error'
  /** Attributes of the process that sent it. */
  readonly resource: Attributes
}

export type Attributes = Readonly<Record<string, unknown>>

/**
 * Decodes an export request in protobuf, with the field numbers of
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto.
 */
export function decodeSpans(body: Buffer): ReceivedSpan[] {
  return messages(body, 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1)[0] ?? Buffer.alloc(0), 1)
    const spans = messages(resourceSpans, 2).flatMap((scopeSpans) => messages(scopeSpans, 2))
    return spans.map((span) => toSpan(span, resource))
  })
}

function toSpan(span: Buffer, resource: Attributes): ReceivedSpan {
  const [traceId, spanId, traceState, parentId, name] = [1, 2, 3, 4, 5].map((field) => messages(span, field)[0])
  const [kind, start, end] = [6, 7, 8].map((field) => numbers(span, field)[0])
  const [status] = messages(span, 15)
  return {
    traceId: traceId?.toString('hex') ?? '',
    spanId: spanId?.toString('hex') ?? '',
    traceState: traceState?.toString(),
    parentId: parentId?.length ? parentId.toString('hex') : undefined,
    name: name?.toString() ?? '',
    kind: ({ 1: 'internal', 2: 'server', 3: 'client' } as const)[Number(kind)] ?? 'internal',
    start: start ?? 0n,
    end: end ?? 0n,
    attributes: attributesOf(span, 9),
    events: messages(span, 11).map((event) => ({
      name: String(messages(event, 2)[0]),
      time: numbers(event, 1)[0] ?? 0n,
    })),
    status: status && numbers(status, 3)[0] === 2n ? 'error' : 'unset',
    resource,
  }
}

function attributesOf(message: Buffer, field: number): Attributes {
  return Object.fromEntries(
    messages(message, field).map((pair) => [
      String(messages(pair, 1)[0]),
      anyValueOf(messages(pair, 2)[0] ?? Buffer.alloc(0)),
    ]),
  )
}

function anyValueOf(any: Buffer): unknown {
  const [text] = messages(any, 1)
  const [list] = messages(any, 5)
  if (text) return text.toString()
  return list ? messages(list, 1).map(anyValueOf) : Number(numbers(any, 3)[0])
}

type Field = readonly [number: number, value: bigint | Buffer]

/** Returns the values of a field whose type is a message, text or bytes. */
function messages(message: Buffer, field: number): Buffer[] {
  return fieldsOf(message).flatMap(([number, value]) => (number === field && Buffer.isBuffer(value) ? [value] : []))
}

function numbers(message: Buffer, field: number): bigint[] {
  return fieldsOf(message).flatMap(([number, value]) => (number === field && !Buffer.isBuffer(value) ? [value] : []))
}

/** Reads the wire format (https://protobuf.dev/programming-guides/encoding). */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++]
      if (byte === undefined) throw new RangeError('The message ends within a number')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const bytes = (length: number) => {
    at += length
    return message.subarray(at - length, at)
  }
  while (at < message.length) {
    const tag = Number(varint())
    const wireType = tag & 7
    if (wireType === 0) fields.push([tag >> 3, varint()])
    else if (wireType === 1) fields.push([tag >> 3, bytes(8).readBigUInt64LE()])
    else if (wireType === 2) fields.push([tag >> 3, bytes(Number(varint()))])
    else if (wireType === 5) fields.push([tag >> 3, BigInt(bytes(4).readUInt32LE())])
    else throw new RangeError(`Unknown wire type ${wireType}`)
  }
  return fields
}
