import { expect, it } from 'vitest'
import { shortestOfLongestTurns } from '../../test/longest-turn.js'
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
  const { clock, cpu } = await shortestOfLongestTurns(() => parseLongJson(text).catch(() => {}))

  console.info(`${what}: ${clock.toFixed(1)} ms, ${cpu.toFixed(1)} ms of CPU time`)
  expect(Math.min(clock, cpu)).toBeLessThan(50)
})
