import { initContract } from '@ts-rest/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { routes } from '../routes.js'
import { deprecationHeaders } from './deprecation.js'
import type { Route } from './metadata.js'
import { operations } from './operations.js'

const usual = { since: '2026-01-01', sunset: '2026-12-31', use: 'things.list' }

describe('the headers of a deprecation', () => {
  it('are a structured date, an HTTP date, and where the successor is', () => {
    expect(deprecationHeaders(usual, '/things')).toEqual({
      Deprecation: '@1767225600',
      Sunset: 'Thu, 31 Dec 2026 00:00:00 GMT',
      Link: '</things>; rel="successor-version"',
    })
  })

  it('leave a successor out that nobody can find', () => {
    expect(deprecationHeaders(usual)).not.toHaveProperty('Link')
  })
})

describe('a deprecated operation', () => {
  it('knows the path of its successor', () => {
    expect(contractWith(usual).find(({ name }) => name === 'things.old')?.successor).toBe('/things')
  })

  it.each([
    ['no days', { ...usual, since: 'soon' }],
    ['a day that there is not', { ...usual, sunset: '2026-13-01' }],
    ['a sunset before its deprecation', { ...usual, sunset: '2025-12-31' }],
    ['a successor that there is not', { ...usual, use: 'things.none' }],
  ])('is refused with %s, by its name', (_what, deprecated) => {
    expect(() => contractWith(deprecated)).toThrow(TypeError)
    expect(() => contractWith(deprecated)).toThrow('things.old')
  })
})

function contractWith(deprecated: typeof usual) {
  const metadata = { access: 'public', limit: 'read', idempotency: 'none', concurrency: 'none' } as const
  const list = {
    method: 'GET',
    path: '/things',
    summary: 'List things',
    description: 'Never refused.',
    metadata,
    responses: { 200: z.object({ count: z.int() }) },
  } as const satisfies Route
  const old = { ...list, path: '/old', metadata: { ...metadata, deprecated } }
  return operations(initContract().router({ things: routes({ list, old }) }))
}
