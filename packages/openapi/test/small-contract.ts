import { operations, type Route } from '@taskpact/contract'
import * as z from 'zod'
import { createDocument, type DocumentOptions, taskpact } from '../src/index.js'

const route = {
  method: 'GET',
  path: '/things',
  summary: 'List things',
  description: 'Returns all things.',
  metadata: { access: 'public', scope: null, tool: false, limit: 'read', idempotency: 'none', concurrency: 'none' },
  responses: { 200: z.object({ things: z.int() }) },
} as const satisfies Route

/** Returns the document of a contract for one test. Each route states only its differences from a plain one. */
export function documentOf(
  different: Readonly<Record<string, object>>,
  options: Omit<DocumentOptions, 'version'> = taskpact,
) {
  const routes = Object.entries(different).map(([name, part]) => [name, { ...route, ...part } as Route])
  return createDocument(operations({ things: Object.fromEntries(routes) }), { ...options, version: '1.0.0' })
}
