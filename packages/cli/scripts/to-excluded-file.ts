import type { Operation } from '@taskpact/contract'
import { reasonToExclude } from './excluded-operations.js'

/** Returns the source of `excluded.gen.ts`, which is loaded for an operation without a command only. */
export function toExcludedFile(operations: readonly Operation[]): string {
  const excluded = operations.flatMap((operation) => {
    const reason = reasonToExclude(operation)
    return reason === undefined ? [] : [[operation.name, reason]]
  })
  return `// Generated from the contract by \`pnpm generate\`.

/** Why operations have no command. */
export const excluded: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(excluded), null, 2)}
`
}
