import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Operation } from './operations.js'

/**
 * Identifies a contract: its version, then 72 bits of SHA-256 over everything that callers depend on. Contracts of one version are
 * compatible, even if the rest differs.
 */
export function fingerprintOf(operations: readonly Operation[], version: number): string {
  const facts = operations.map(({ name, route, places, input, output, status, errors }) => ({
    name,
    method: route.method,
    path: route.path,
    places,
    input: z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }),
    output: output && z.toJSONSchema(output, { io: 'output' }),
    status,
    errors,
  }))
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 12)
  return `${version}.${digest}`
}
