import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { contract, contractVersion } from './contract.js'
import { fingerprintOf } from './core/fingerprint.js'
import { operations } from './core/operations.js'
import { routes } from './routes.js'

const list = {
  method: 'GET',
  path: '/things',
  summary: 'List things',
  description: 'Returns all.',
  metadata: { access: 'public', scope: null, tool: false, limit: 'read', idempotency: 'none', concurrency: 'none' },
  query: z.strictObject({ limit: z.int().optional() }),
  responses: { 200: z.object({ items: z.array(z.string()) }) },
} as const
const print = (things: Parameters<typeof routes>[0]) => fingerprintOf(operations({ things: routes(things) }), 1)

describe('fingerprint of a contract', () => {
  it('starts with the version and is a valid header value', () => {
    expect(fingerprintOf(operations(contract), contractVersion)).toMatch(
      new RegExp(`^${contractVersion}\\.[\\w-]{12}$`),
    )
  })

  it('is deterministic and independent of summaries and descriptions', () => {
    expect(print({ list: { ...list, summary: 'List everything', description: 'Returns everything.' } })).toBe(
      print({ list }),
    )
  })

  it.each(
    Object.entries({
      path: { ...list, path: '/objects' },
      method: { ...list, method: 'DELETE' },
      'an input field': { ...list, query: z.strictObject({ limit: z.int() }) },
      'an output field': { ...list, responses: { 200: z.object({ items: z.array(z.int()) }) } },
      status: { ...list, responses: { 202: list.responses[200] } },
      'error codes': { ...list, metadata: { ...list.metadata, errors: ['conflict'] } },
    } as const),
  )('changes with the %s', (_what, changed) => {
    expect(print({ list: changed })).not.toBe(print({ list }))
  })
})
