import * as z from 'zod'
import { outputString } from './schemas/output-strings.js'

/** Why a field is invalid, for programs. Its parameters are `min`, `max` and `values` of the field error. */
export const fieldErrorCodes = {
  required: 'The field is missing.',
  unknown_field: 'The operation does not have this field.',
  invalid_type: 'The value has another type.',
  invalid_value: 'The value is not allowed; `values` lists those that are, if there are few.',
  invalid_format: 'The text does not have the required format or contains a character that is not allowed.',
  too_short: 'The text has fewer than `min` characters.',
  too_long: 'The text has more than `max` characters.',
  too_small: 'The number is less than `min`.',
  too_large: 'The number is greater than `max`.',
  too_few: 'The list has fewer than `min` items.',
  too_many: 'The list has more than `max` items.',
  duplicate: 'The value occurs more than once.',
  exclusive: 'The field cannot be combined with another one.',
  taken: 'The value is in use elsewhere.',
  incorrect: 'The value does not match the stored one.',
  too_common: 'The value is too easy to guess.',
  failed: 'The part of the request failed with the `code` of the problem.',
} as const satisfies Readonly<Record<string, string>>

export type FieldErrorCode = keyof typeof fieldErrorCodes

const codes = Object.keys(fieldErrorCodes) as [FieldErrorCode, ...FieldErrorCode[]]

/** Maximum number of allowed values that a field error lists. */
const maxValues = 20

export const FieldError = z
  .object({
    in: z.enum(['path', 'query', 'header', 'body']).describe('The part of the request that contains the field.'),
    pointer: outputString({ maxLength: 2000, pattern: '^(?:/(?:[^~/]|~[01])*)*$' }).describe(
      'JSON Pointer (RFC 6901) to the field within that part. Names that the operation does not declare are shortened to 100 characters.',
    ),
    code: z.enum(codes).describe(
      `What is wrong, for programs. Later versions can add codes. ${Object.entries(fieldErrorCodes)
        .map(([code, meaning]) => `\`${code}\`: ${meaning}`)
        .join(' ')}`,
    ),
    message: outputString({ maxLength: 1000, pattern: '^[^\\x00]*$' }).describe(
      'What is wrong, as a sentence in English for people.',
    ),
    min: z.number().optional().describe('The minimum length, number or number of items.'),
    max: z.number().optional().describe('The maximum length, number or number of items.'),
    values: z
      .array(outputString({ maxLength: 100, pattern: '^[^\\x00]*$' }))
      .meta({ maxItems: maxValues })
      .optional()
      .describe('With `invalid_value`: the allowed values.'),
  })
  .meta({
    id: 'FieldError',
    description: 'One invalid field.',
    examples: [
      {
        in: 'body',
        pointer: '/title',
        code: 'too_long',
        message: 'Enter a title of 1 to 200 characters.',
        min: 1,
        max: 200,
      },
    ],
  })
export type FieldError = z.infer<typeof FieldError>

/** What is wrong with a value, without the field that has it. A schema gives it as the `params` of an issue. */
export type Reason = Pick<FieldError, 'code'> & Partial<Pick<FieldError, 'min' | 'max' | 'values'>>

/** An issue of a schema, in zod's terms. */
export interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly code?: string | undefined
  /** With `unrecognized_keys`. */
  readonly keys?: readonly string[]
  /** With `custom`. */
  readonly params?: Partial<Reason> | undefined
}

/** The details of zod's issues, each of which only some of them have. */
interface IssueDetails {
  readonly code?: string | undefined
  readonly input?: unknown
  readonly origin?: string
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly values?: unknown
  readonly discriminator?: string | undefined
  readonly options?: unknown
  readonly params?: Partial<Reason> | undefined
  readonly expected?: string
}

/** Options of a zod parser with which issues have the messages of this API and can be converted to field errors. */
export const parseOptions = {
  error: (issue: IssueDetails) => messageOf(reasonOf(issue), issue),
  reportInput: true,
} as const

/** Returns the reason that an issue states, or the one that follows from its zod code. */
export function reasonOf(issue: IssueDetails): Reason {
  const { code, input, origin, minimum, maximum } = issue
  const kind = origin === 'string' ? 'text' : origin === 'array' || origin === 'set' ? 'list' : 'number'
  switch (code) {
    case 'invalid_type':
      return { code: input === undefined ? 'required' : 'invalid_type' }
    case 'too_small':
      return { code: tooSmall[kind], min: Number(minimum) }
    case 'too_big':
      return { code: tooBig[kind], max: Number(maximum) }
    case 'invalid_format':
      return { code: 'invalid_format' }
    case 'unrecognized_keys':
      return { code: 'unknown_field' }
    case 'invalid_value':
      return input === undefined ? { code: 'required' } : withValues(issue.values)
    case 'invalid_union':
      return unionReason(issue)
    case 'custom':
      return { code: 'invalid_value', ...issue.params }
    default:
      return { code: 'invalid_value' }
  }
}

const tooSmall = { text: 'too_short', list: 'too_few', number: 'too_small' } as const
const tooBig = { text: 'too_long', list: 'too_many', number: 'too_large' } as const

function unionReason({ input, discriminator, options }: IssueDetails): Reason {
  if (discriminator !== undefined) {
    const given = (input as Readonly<Record<string, unknown>>)[discriminator]
    return given === undefined ? { code: 'required' } : withValues(options)
  }
  if (input === undefined) return { code: 'required' }
  return { code: typeof input === 'string' ? 'invalid_format' : 'invalid_type' }
}

function withValues(values: unknown): Reason {
  const texts = Array.isArray(values) ? values.map(String) : []
  return texts.length > 0 && texts.length <= maxValues
    ? { code: 'invalid_value', values: texts }
    : { code: 'invalid_value' }
}

/** Returns the sentence for a reason that its schema does not describe. */
function messageOf({ code, min, max, values }: Reason, { expected = '' }: IssueDetails): string {
  switch (code) {
    case 'required':
      return 'Required.'
    case 'unknown_field':
      return 'Unknown field.'
    case 'invalid_type':
      return types[expected] ?? 'Enter a value of another type.'
    case 'too_short':
      return `Enter at least ${count(min, 'character')}.`
    case 'too_long':
      return `Enter at most ${count(max, 'character')}.`
    case 'too_small':
      return `Enter a number of at least ${min}.`
    case 'too_large':
      return `Enter a number of at most ${max}.`
    case 'too_few':
      return `Enter at least ${count(min, 'item')}.`
    case 'too_many':
      return `Enter at most ${count(max, 'item')}.`
    case 'invalid_format':
      return 'Enter text in the required format.'
    default:
      return values ? `Enter ${inWords(values)}.` : 'Enter another value.'
  }
}

const types: Readonly<Record<string, string>> = {
  string: 'Enter text.',
  number: 'Enter a number.',
  int: 'Enter a whole number.',
  boolean: 'Enter true or false.',
  array: 'Enter a list.',
  object: 'Enter an object.',
}

function count(number: number | undefined, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`
}

function inWords(values: readonly string[]): string {
  return values.length < 2 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
