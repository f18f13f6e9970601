import { initContract } from '@ts-rest/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { deprecationHeaders } from './core/deprecation.js'
import type { Route } from './core/metadata.js'
import { operations } from './core/operations.js'
import { routes } from './routes.js'

const usual = { since: '2026-01-01', sunset: '2026-12-31', use: 'things.list' }

describe('deprecation headers', () => {
  it('contain a structured date, an HTTP date and a link to the successor', () => {
    expect(deprecationHeaders(usual, '/things')).toEqual({
      Deprecation: '@1767225600',
      Sunset: 'Thu, 31 Dec 2026 00:00:00 GMT',
      Link: '</things>; rel="successor-version"',
    })
  })

  it('omit the link if the URL of the successor is unknown', () => {
    expect(deprecationHeaders(usual)).not.toHaveProperty('Link')
  })
})

describe('deprecated operation', () => {
  it('contains the path of its successor', () => {
    expect(contractWith(usual).find(({ name }) => name === 'things.old')?.successor).toBe('/things')
  })

  it.each([
    ['invalid dates', { ...usual, since: 'soon' }],
    ['a date that does not exist', { ...usual, sunset: '2026-13-01' }],
    ['a sunset before the deprecation', { ...usual, sunset: '2025-12-31' }],
    ['an unknown successor', { ...usual, use: 'things.none' }],
  ])('is refused with %s, by its name', (_what, deprecated) => {
    expect(() => contractWith(deprecated)).toThrow(TypeError)
    expect(() => contractWith(deprecated)).toThrow('things.old')
  })
})

function contractWith(deprecated: typeof usual) {
  const metadata = {
    access: 'public',
    scope: null,
    tool: false,
    limit: 'read',
    idempotency: 'none',
    concurrency: 'none',
  } as const
  const list = {
    method: 'GET',
    path: '/things',
    summary: 'List things',
    description: 'Returns all things.',
    metadata,
    responses: { 200: z.object({ count: z.int() }) },
  } as const satisfies Route
  const old = { ...list, path: '/old', metadata: { ...metadata, deprecated } }
  return operations(initContract().router({ things: routes({ list, old }) }))
}
