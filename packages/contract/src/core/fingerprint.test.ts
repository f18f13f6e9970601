import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { contract, contractVersion } from '../contract.js'
import { routes } from '../routes.js'
import { fingerprintOf } from './fingerprint.js'
import { operations } from './operations.js'

const list = {
  method: 'GET',
  path: '/things',
  summary: 'List things',
  description: 'Refused never.',
  metadata: { access: 'public', limit: 'read', idempotency: 'none', concurrency: 'none' },
  query: z.strictObject({ limit: z.int().optional() }),
  responses: { 200: z.object({ items: z.array(z.string()) }) },
} as const
const print = (things: Parameters<typeof routes>[0]) => fingerprintOf(operations({ things: routes(things) }), 1)

describe('the fingerprint of a contract', () => {
  it('begins with its version, and can stand in a header', () => {
    expect(fingerprintOf(operations(contract), contractVersion)).toMatch(
      new RegExp(`^${contractVersion}\\.[\\w-]{12}$`),
    )
  })

  it('is the same each time, whatever the operations are said to be', () => {
    expect(print({ list: { ...list, summary: 'Tell all', description: 'Never refused.' } })).toBe(print({ list }))
  })

  it.each(
    Object.entries({
      'the path': { ...list, path: '/objects' },
      'the method': { ...list, method: 'DELETE' },
      'a field of the input': { ...list, query: z.strictObject({ limit: z.int() }) },
      'a field of the output': { ...list, responses: { 200: z.object({ items: z.array(z.int()) }) } },
      'the status': { ...list, responses: { 202: list.responses[200] } },
      'a failure': { ...list, metadata: { ...list.metadata, errors: ['conflict'] } },
    } as const),
  )('tells a change of %s', (_what, changed) => {
    expect(print({ list: changed })).not.toBe(print({ list }))
  })
})
