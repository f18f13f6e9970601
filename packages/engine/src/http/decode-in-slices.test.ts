import { expect, it } from 'vitest'
import { expectShortTurns } from '../../test/short-turns.js'
import { decodeInSlices } from './decode-in-slices.js'

const characters = ['a', 'ä', '語', '😀', '\ufeff', '\0']

it.each(characters)('decodes long text of %j as short text', async (character) => {
  for (const offset of ['', 'a', 'aa', 'aaa']) {
    const text = offset + character.repeat(3_000_000)
    const decoded = await decodeInSlices(Buffer.from(text))
    expect(decoded === text).toBe(true) // not printed if it fails
  }
  expect(await decodeInSlices(Buffer.from(character))).toBe(character)
})

it.each(characters)('lets other requests run within 50 ms while it decodes 16 MB of %j', async (character) => {
  const bytes = Buffer.from(character.repeat(16_000_000 / Buffer.byteLength(character)))

  await expectShortTurns(JSON.stringify(character), () => decodeInSlices(bytes))
})
