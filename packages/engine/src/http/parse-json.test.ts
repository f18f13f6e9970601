import { describe, expect, it } from 'vitest'
import { expectShortTurns } from '../../test/short-turns.js'
import { parseJson, parseLongJson } from './parse-json.js'

const parsers = [parseJson, async (text: string) => parseLongJson(text)]
const string = JSON.stringify('"[{,\\'.repeat(20_000))

it('returns what JSON.parse returns', async () => {
  for (const text of [
    '1',
    '[]',
    '{"__proto__":1}',
    string,
    `{"a":[${string},${string}]}`,
    `"${'\\"'.repeat(600_000)}"`,
  ])
    for (const parse of parsers) expect(JSON.stringify(await parse(text))).toBe(JSON.stringify(JSON.parse(text)))
})

it('refuses other text', async () => {
  for (const text of ['', '{', string.slice(1), `[${string}`, `${string}]`, ']'.repeat(100_000)])
    for (const parse of parsers) await expect(async () => parse(text)).rejects.toMatchObject({ code: 'invalid_json' })
})

// RFC 8259, section 9: a parser may limit the depth of nesting.
it('accepts 64 levels in a long text', async () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${string}${']'.repeat(levels)}`
  for (const parse of parsers) {
    expect(await parse(nested(64))).toBeInstanceOf(Array)
    await expect(async () => parse(nested(65))).rejects.toMatchObject({ code: 'invalid_json' })
  }
})

it('accepts 100,000 commas', async () => {
  for (const parse of parsers) {
    expect(await parse(`[${'1,'.repeat(100_000)}1]`)).toHaveLength(100_001)
    await expect(async () => parse(`[${'1,'.repeat(100_001)}1]`)).rejects.toMatchObject({ code: 'invalid_input' })
  }
})

it.each([
  ['nested arrays', `${'['.repeat(7_000_000)}${']'.repeat(7_000_000)}`],
  ['nested objects', '{"a":'.repeat(3_000_000)],
  ['empty objects', `[${'{},'.repeat(5_000_000)}{}]`],
  ['members', `{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":1`).join()}}`],
  ['quotes in a string', `"${'\\"'.repeat(7_000_000)}"`],
])('lets other requests run within 50 ms while it reads 14 MB of %s', async (what, text) => {
  await expectShortTurns(what, () => parseLongJson(text).catch(() => {}))
})

describe('long strings', () => {
  const pieces = ['a', 'ж', '\\n', '\\"', '\\\\', '\\u0416', '\\ud83d\\ude00', '😀']
  const filler = 'x'.repeat(999_960)

  /** Compares texts whose slices end within mixed pieces: one character later with each `n`. */
  async function compare(n: number, sliceLength?: number) {
    const mixed = Array.from({ length: 40 }, (_, k) => pieces[(k * 3 + n) % pieces.length]).join('')
    const filler = 'x'.repeat((sliceLength ?? 1_000_000) - 40)
    const string = `"${filler.slice(n)}${mixed}${filler}${mixed}"`
    for (const text of [string, `{"a":[${string} ,"b"],"content":${string},"c":${string}\n}`, `{${string} : 1}`])
      expect(await parseLongJson(text, sliceLength)).toEqual(JSON.parse(text))
  }

  it.each(Array.from({ length: 80 }, (_, n) => n))(
    'are parsed as JSON.parse does, with escapes around a cut: %i',
    (n) => compare(n, 1000),
  )

  it('are parsed as JSON.parse does in slices of the default length', () => compare(0))

  it.each(['\\u12', '\\x', '\n', '\\'])('with %j are refused', async (invalid) => {
    await expect(parseLongJson(`["${filler}${filler}${invalid}"]`)).rejects.toMatchObject({ code: 'invalid_json' })
    await expect(parseLongJson(`["${filler}${'y'.repeat(38)}${invalid}${filler}"]`)).rejects.toMatchObject({
      code: 'invalid_json',
    })
  })
})
