import { operations, type Route } from '@taskpact/contract'
import * as z from 'zod'
import { createDocument, taskpact } from '../src/index.js'

const route = {
  method: 'GET',
  path: '/things',
  summary: 'List things',
  description: 'Never refused.',
  metadata: { access: 'public', limit: 'read', idempotency: 'none', concurrency: 'none' },
  responses: { 200: z.object({ things: z.int() }) },
} as const satisfies Route

/** The document of a contract made for one test; each route says only in what it differs from a plain one. */
export function documentOf(different: Readonly<Record<string, object>>) {
  const made = Object.entries(different).map(([name, part]) => [name, { ...route, ...part } as Route])
  return createDocument(operations({ things: Object.fromEntries(made) }), { ...taskpact, version: '1.0.0' })
}
