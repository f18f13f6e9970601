import * as z from 'zod'
import { limits } from './limits.js'
import type { Metadata } from './metadata.js'
import { Cursor } from './schemas/pagination.js'

/** A field of the input that REST sends in a header. */
export interface HeaderParameter {
  /** The header's name. */
  readonly header: string
  readonly schema: z.ZodType
  /** The header as the document describes it. */
  readonly wire: z.ZodType
  /**
   * Returns the field value of a header. Text that it cannot read is returned unchanged, and the schema refuses it. `epoch` is that of
   * the entity tags that match.
   */
  readonly read: (header: string, epoch?: string) => unknown
}

const IfMatch = z
  .int({ error: 'Send one revision, in the header in quotes such as "7".' })
  .min(0)
  .describe('Make the change only if the current revision is this one.')
  .optional()

const IdempotencyKey = z
  .string()
  .max(255, { error: 'Enter at most 255 characters.', abort: true })
  .regex(/^[!#-[\]-~]{1,255}$/, { error: 'Enter 1 to 255 visible ASCII characters other than " and \\.' })
  .describe(
    `Identifies the request: repeated within ${limits.keyHours} hours with the same input, it takes effect once.`,
  )
  .optional()

const LastEventId = Cursor.optional().describe(
  'The `id` of the last event that was received. The stream continues after it. Omit it to start from the beginning.',
)

/** The fields by name. A client sends the values of `ifMatch` and `idempotencyKey` in double quotes. */
export const headerParameters = {
  ifMatch: {
    header: 'If-Match',
    schema: IfMatch,
    wire: z
      .string()
      .max(limits.tagLength)
      .regex(/^(?:\*|(?:W\/)?"[!#-~]*")$/)
      .meta({
        description:
          'The `ETag` that the change is based on (RFC 9110, section 13.1.1), or its `revision` in double quotes. Fails with `revision_mismatch` if the current one is another. One tag, not a list.',
        examples: ['"7"'],
      }),
    read: fromEntityTag,
  },
  idempotencyKey: {
    header: 'Idempotency-Key',
    schema: IdempotencyKey,
    wire: z
      .string()
      .max(257)
      .regex(/^(?:"[!#-[\]-~]{1,255}"|[!#-[\]-~]{1,255})$/)
      .meta({
        description: `Identifies the request, with or without quotes (draft-ietf-httpapi-idempotency-key-header). Repeated within ${limits.keyHours} hours, it takes effect once and returns the first response.`,
        examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
      }),
    read: (header) => /^"(.*)"$/s.exec(header)?.[1] ?? header,
  },
  lastEventId: {
    header: 'Last-Event-ID',
    // Clients send an empty one before the first event.
    schema: LastEventId.transform((id) => id || undefined),
    wire: LastEventId,
    read: (header) => header,
  },
} as const satisfies Record<string, HeaderParameter>

export type HeaderParameterName = keyof typeof headerParameters

/** Returns the header fields of an operation, as its metadata declares them. */
export function headerParametersOf({ concurrency, idempotency, streams }: Metadata): HeaderParameterName[] {
  return [
    ...(concurrency === 'revision' ? (['ifMatch'] as const) : []),
    ...(idempotency === 'key' ? (['idempotencyKey'] as const) : []),
    ...(streams === undefined ? [] : (['lastEventId'] as const)),
  ]
}

/**
 * Reads `"EPOCH-REVISION"` or `"REVISION"`. Returns 0, which never matches, for a weak or unknown tag and for one of another epoch
 * (RFC 9110, section 8.8.3.2).
 */
function fromEntityTag(header: string, epoch?: string): unknown {
  if (header === '*') return undefined
  const [, weak, tag] = /^(W\/)?"([!#-~]*)"$/.exec(header) ?? []
  if (tag === undefined || header.length > limits.tagLength) return header
  const [, of, revision] = /^(?:([\w-]+)-)?([1-9]\d{0,14})$/.exec(tag) ?? []
  return weak === undefined && (of === undefined || of === epoch) ? Number(revision ?? 0) : 0
}
