import * as z from 'zod'
import { limits } from '../limits.js'
import type { Metadata } from './metadata.js'

/** A field of the input that REST carries in a header. */
export interface HeaderField {
  /** The header's name. */
  readonly header: string
  readonly schema: z.ZodType
  /** The header as the document describes it. */
  readonly wire: z.ZodType
  /** The field that a header says; what it does not understand is given on, for the schema to refuse. */
  readonly read: (header: string) => unknown
}

const IfMatch = z
  .int({ error: 'Must be one revision of a task: in the header as its ETag, such as "7"' })
  .min(0)
  .describe('Make the change only if the task still has this revision.')
  .optional()

const IdempotencyKey = z
  .string()
  .max(255, { error: 'Must have at most 255 characters', abort: true })
  .regex(/^[!#-[\]-~]{1,255}$/, { error: 'Must have 1 to 255 visible ASCII characters, none of them " or \\' })
  .describe(`Names the call: sent again within ${limits.keyHours} hours with the same input, it has its effect once.`)
  .optional()

/** What each of them is to a call, by the name of the field. A client writes their values in double quotes. */
export const headerFields = {
  ifMatch: {
    header: 'If-Match',
    schema: IfMatch,
    wire: z
      .string()
      .max(limits.tagLength)
      .regex(/^(?:\*|(?:W\/)?"[!#-~]*")$/)
      .meta({
        description:
          'The `ETag` of the task that the change is made for (RFC 9110, section 13.1.1): if it has another revision, `revision_mismatch`. One tag, no list.',
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
        description: `Names the request, quoted or not (draft-ietf-httpapi-idempotency-key-header): sent again within ${limits.keyHours} hours, it has its effect once and the first answer is given again.`,
        examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
      }),
    read: (header) => /^"(.*)"$/s.exec(header)?.[1] ?? header,
  },
} as const satisfies Record<string, HeaderField>

export type HeaderFieldName = keyof typeof headerFields

/** The header fields that an operation takes, as its metadata declares. */
export function headerFieldsOf({ concurrency, idempotency }: Metadata): HeaderFieldName[] {
  return [
    ...(concurrency === 'revision' ? (['ifMatch'] as const) : []),
    ...(idempotency === 'key' ? (['idempotencyKey'] as const) : []),
  ]
}

/** No task has revision 0: it stands for a tag that is not ours, or a weak one, which never matches (RFC 9110, 8.8.3.2). */
function fromEntityTag(header: string): unknown {
  if (header === '*') return undefined
  const [, weak, tag] = /^(W\/)?"([!#-~]*)"$/.exec(header) ?? []
  if (tag === undefined || header.length > limits.tagLength) return header
  return weak === undefined && /^[1-9]\d{0,14}$/.test(tag) ? Number(tag) : 0
}
