import { expect, it } from 'vitest'
import { shortestOfLongestTurns } from '../../test/longest-turn.js'
import { decodeText } from './decode-text.js'

const characters = ['a', 'ä', '語', '😀', '\ufeff', '\0']

it.each(characters)('decodes long text of %j as short text', async (character) => {
  for (const offset of ['', 'a', 'aa', 'aaa']) {
    const text = offset + character.repeat(3_000_000)
    const decoded = await decodeText(Buffer.from(text))
    expect(decoded === text).toBe(true) // not printed if it fails
  }
  expect(await decodeText(Buffer.from(character))).toBe(character)
})

it.each([
  ['a byte that is in no character', [0xff]],
  ['a character that ends early', [0xe8, 0xaa]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['an overlong form', [0xc0, 0x80]],
])('refuses %s anywhere', async (_what, bytes) => {
  const long = Buffer.alloc(2_097_152, 'a')
  for (const at of [0, 999_998, 1_000_000, 2_097_150])
    expect(
      await decodeText(Buffer.concat([long.subarray(0, at), Buffer.from(bytes), long.subarray(at)])),
    ).toBeUndefined()
  expect(await decodeText(Buffer.from(bytes))).toBeUndefined()
})

it.each(characters)('lets other requests run within 50 ms while it decodes 16 MB of %j', async (character) => {
  const bytes = Buffer.from(character.repeat(16_000_000 / Buffer.byteLength(character)))

  const { clock, cpu } = await shortestOfLongestTurns(() => decodeText(bytes))

  console.info(`${JSON.stringify(character)}: ${clock.toFixed(1)} ms, ${cpu.toFixed(1)} ms of CPU time`)
  expect(Math.min(clock, cpu)).toBeLessThan(50)
})
