import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { Email, Password } from './accounts/schemas.js'
import { UserId } from './core/schemas/user-id.js'
import { Description, Tag, Title } from './tasks/fields.js'
import { Search } from './tasks/query.js'

describe('length limits of the API', () => {
  it.each([
    ['Title', Title, 200],
    ['Description', Description, 10_000],
    ['Tag', Tag, 50],
    ['Search', Search, 200],
    ['Password', Password, 128],
    ['UserId', UserId, 255],
  ] as const)('%s has at most this many characters', (_name, schema, max) => {
    expect(schema.safeParse('x'.repeat(max)).success).toBe(true)
    expect(schema.safeParse('😀'.repeat(max)).success).toBe(true)
    expect(schema.safeParse('x'.repeat(max + 1)).success).toBe(false)
    expect(schema.safeParse('😀'.repeat(max + 1)).success).toBe(false)
  })
})

describe('hostile text', () => {
  const hostile = {
    spaces: ' '.repeat(1_000_000),
    'spaces and a NUL': `a${' '.repeat(1_000_000)}\0`,
    'a word, spaces and a word': `${'a'.repeat(254)}${' '.repeat(1_000_000)}b`,
    'words and spaces': 'a '.repeat(500_000),
    'dots and hyphens': `a@${'a-.'.repeat(300_000)}`,
    at: '@'.repeat(1_000_000),
    letters: 'a'.repeat(1_000_000),
    'combining marks': `a${'\u0301\u0323'.repeat(30_000)}`,
  }
  const schemas: Record<string, z.ZodType> = { Title, Description, Tag, Search, Password, UserId, Email }

  it.each(Object.entries(hostile))('is refused quickly: %s', (_what, text) => {
    for (const [name, schema] of Object.entries(schemas)) {
      const started = performance.now()
      schema.safeParse(text)
      expect(performance.now() - started, name).toBeLessThan(500)
    }
  })
})
