import { Description, Priority, Tag, Tags, type Task, Title } from '@taskpact/contract'
import fc from 'fast-check'
import type * as z from 'zod'

/** Values as the server stores them, so that responses must equal them. */
function stored(schema: z.ZodType<string>, pattern: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return pattern.map((text) => schema.safeParse(text).data).filter((text) => text !== undefined)
}

const textPart = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  fc.constantFrom(
    'a',
    'é',
    '😀',
    '%',
    '_',
    '\\',
    '"',
    "'",
    ',',
    ';',
    '\r\n',
    '\n',
    '\t',
    '=',
    '@',
    '{',
    '}',
    'NULL',
    '\u202e',
  ),
)
const text = fc.array(textPart, { maxLength: 8 }).map((parts) => parts.join(''))

const anyTitle = stored(Title, text)
const anyDescription = stored(Description, text)
export const anyTags = fc.array(stored(Tag, text), { maxLength: 5 }).filter((tags) => Tags.safeParse(tags).success)

const timestampRange = {
  min: new Date('1900-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
}
const anyTimestamp = fc.date(timestampRange).map((date) => date.toISOString())
const anyDate = anyTimestamp.map((timestamp) => timestamp.slice(0, 10))

export type Fields = Pick<Task, 'title' | 'description' | 'priority' | 'tags' | 'dueDate' | 'dueAt' | 'completed'>

export const anyFields: fc.Arbitrary<Fields> = fc
  .record({
    title: anyTitle,
    description: fc.option(anyDescription),
    priority: fc.constantFrom(...Priority.options),
    tags: anyTags,
    due: fc.oneof(
      fc.constant({ dueDate: null, dueAt: null }),
      anyDate.map((dueDate) => ({ dueDate, dueAt: null })),
      anyTimestamp.map((dueAt) => ({ dueDate: null, dueAt })),
    ),
    completed: fc.boolean(),
  })
  .map(({ due, ...rest }) => ({ ...rest, ...due }))

/** One field with its new value. */
export const anyChange: fc.Arbitrary<[field: keyof Fields, value: unknown]> = fc.oneof(
  changeOf('title', anyTitle),
  changeOf('description', fc.option(anyDescription)),
  changeOf('priority', fc.option(fc.constantFrom(...Priority.options))),
  changeOf('tags', fc.option(anyTags)),
  changeOf('dueDate', fc.option(anyDate, { freq: 1 })),
  changeOf('dueAt', fc.option(anyTimestamp, { freq: 1 })),
  changeOf('completed', fc.boolean()),
)

function changeOf(field: keyof Fields, value: fc.Arbitrary<unknown>): fc.Arbitrary<[keyof Fields, unknown]> {
  return value.map((one) => [field, one])
}
