import { describe, expect, it } from 'vitest'
import { NewTaskId, TaskId } from './fields.js'

const id = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'

describe('id of a new task', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is a UUID of version %i, in lower case', (version) => {
    const uuid = `0199e8f4-63a1-${version}d0e-ab11-9f1e5f0c2a77`

    expect(NewTaskId.parse(uuid)).toBe(uuid)
    expect(NewTaskId.parse(uuid.toUpperCase())).toBe(uuid)
    expect(TaskId.parse(uuid.toUpperCase())).toBe(uuid)
  })

  it.each([
    ['the nil UUID', '00000000-0000-0000-0000-000000000000'],
    ['the max UUID', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['version 0', '0199e8f4-63a1-0d0e-8b11-9f1e5f0c2a77'],
    ['version 9', '0199e8f4-63a1-9d0e-8b11-9f1e5f0c2a77'],
    ['another variant', '0199e8f4-63a1-7d0e-cb11-9f1e5f0c2a77'],
    ['no hyphens', id.replaceAll('-', '')],
    ['braces', `{${id}}`],
    ['a URN', `urn:uuid:${id}`],
    ['a space', `${id} `],
    ['a line feed', `${id}\n`],
    ['digits of another script', id.replaceAll('9', '９')],
    ['an empty text', ''],
  ])('is not %s', (_what, text) => {
    expect(NewTaskId.safeParse(text).success).toBe(false)
  })
})
