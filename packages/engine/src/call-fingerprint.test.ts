import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { CallState } from './call.js'
import { callFingerprint } from './call-fingerprint.js'
import { canonicalJson } from './canonical-json.js'

const callOf = (input: object) =>
  ({ operation: { name: 'notes.upload', metadata: { requestFile: {} } }, input }) as CallState

function atOnce(input: object): string {
  return createHash('sha256')
    .update(`notes.upload ${canonicalJson(input)}`)
    .digest('base64url')
}

// Stored fingerprints of the previous release must match those of the next one.
it.each(['a', '😀', 'a😀', '"', '\\', '\n', '\0', '"content":"', '\\"content\\":\\"'])(
  'is the same for a file of %j that is hashed in slices and at once',
  async (part) => {
    for (const length of [65_536, 65_537, 131_072, 200_000]) {
      const content = part.repeat(length)
      const input = { format: '"content":""', content, userId: 'me', append: part }
      expect(await callFingerprint(callOf(input))).toBe(atOnce(input))
    }
  },
)

it('is synchronous for a short file', () => {
  expect(callFingerprint(callOf({ content: 'a' }))).toBe(atOnce({ content: 'a' }))
})
