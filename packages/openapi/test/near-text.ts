import fc from 'fast-check'
import type { OpenAPIV3_1 } from 'openapi-types'
import { nearTime, nearTimeZone } from './near-time.js'

/** Well-formed strings only: the contract refuses lone surrogates, which JSON Schema cannot express. */
export const anyText = fc.string({ unit: 'binary', maxLength: 20 })

/** Generates strings of the kind that a schema describes, with lengths around each bound and occasional insertions. */
export function nearText(described: OpenAPIV3_1.SchemaObject): fc.Arbitrary<string> {
  const lengths = around([described.minLength, described.maxLength, ...repeats(described.pattern)]).filter(
    (length) => length >= 0,
  )
  const spelled = fc.oneof(
    { weight: 6, arbitrary: ofKind(described, lengths) },
    { weight: described.format === 'uuid' ? 12 : 1, arbitrary: uuid },
    { weight: 1, arbitrary: fc.stringMatching(/^[\w-]{0,40}$/) },
    { weight: 1, arbitrary: anyText },
  )
  const part = fc.option(fc.constantFrom('\0', ' ', '\n', '.', ',', '"', '😀'), { freq: 4 })
  const middle = fc.tuple(spelled, part, fc.nat()).map(([whole, part, at]) => {
    const points = [...whole]
    return part === null ? whole : points.toSpliced(at % (points.length + 1), 0, part).join('')
  })
  return fc.tuple(padding, middle, padding).map((parts) => parts.join(''))
}

/** Generates strings for schemas with a specific format. */
function ofKind({ pattern = '', format }: OpenAPIV3_1.SchemaObject, lengths: readonly number[]): fc.Arbitrary<string> {
  if (pattern.includes('@')) return eMail(lengths)
  if (pattern.includes('-02-29')) return nearTime
  if (pattern.includes('"')) return fc.oneof(entityTag, ofLength(lengths), ofLength(lengths).map(quoted))
  return format === 'iana-time-zone' ? nearTimeZone : ofLength(lengths)
}

const space = fc.constantFrom(' ', '\t', '\n', '\u00a0', '\u2028', '\ufeff')
const padding = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.string({ unit: space, maxLength: 5 }) },
)

/** Repeats one character: of one, two or four bytes, a space, or two code points that NFC combines. */
function ofLength(lengths: readonly number[]): fc.Arbitrary<string> {
  const letter = fc.constantFrom('a', 'a', 'é', '😀', '\u{10FFFF}', ' ', 'e\u0301')
  return fc.tuple(letter, fc.constantFrom(1, ...lengths)).map(([unit, length]) => unit.repeat(length))
}

function eMail(lengths: readonly number[]): fc.Arbitrary<string> {
  const long = lengths.filter((length) => length > 200).map((length) => '@b.cc'.padStart(length, 'a'))
  const odd = [
    'Ada@B.COM',
    'a@b',
    'a@b.c',
    '.a@b.cc',
    'a..b@c.dd',
    "o'a@b.cc",
    "a'@b.cc",
    'a@-b.cc',
    'a@b..cc',
    'ä@b.cc',
  ]
  return fc.oneof(fc.emailAddress(), fc.constantFrom(...odd), fc.constantFrom('@', ...long))
}

function quoted(text: string): string {
  return `"${text}"`
}

const entityTag = fc.constantFrom(
  '*',
  '"7"',
  'W/"7"',
  '""',
  '"7-x"',
  '"07"',
  '"',
  '7',
  'w/"7"',
  '"6", "7"',
  '"\\"',
  '"a"b"',
)

const uuid = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replaceAll('-', '')),
  fc.uuid().map((id) => id.replace(/^(.{14})./, '$19')),
  fc.uuid().map((id) => id.replace(/^(.{19})./, '$1c')),
  fc.constantFrom('0', 'f', 'F').map((digit) => '8-4-4-4-12'.replace(/\d+/g, (count) => digit.repeat(Number(count)))),
)

/** Returns the bounds in a pattern, such as `{0,198}`, also with two characters more. */
function repeats(pattern = ''): number[] {
  return [...pattern.matchAll(/,(\d+)\}/g)].flatMap(([, max]) => [Number(max), Number(max) + 2])
}

/** Returns each bound and its neighbours. */
export function around(bounds: readonly (number | undefined)[]): number[] {
  return bounds.flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]))
}
