import { createHash } from 'node:crypto'
import * as z from 'zod'
import { contractVersion } from '../contract-version.js'
import type { Operation } from './operations.js'

/**
 * Names a contract: its version, then 72 bits of SHA-256 over all that a caller must know of its operations. Contracts of one
 * version get on with each other, also where the rest differs.
 */
export function fingerprintOf(operations: readonly Operation[]): string {
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
  return `${contractVersion}.${digest}`
}
