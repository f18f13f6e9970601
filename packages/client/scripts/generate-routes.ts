import { writeFile } from 'node:fs/promises'
import { contract, contractHeader, contractVersion, limits, operations } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'
import { toRouteTable } from '../src/to-route-table.js'

const all = operations(contract)
const table = JSON.stringify(toRouteTable(all), null, 2)
const mark = JSON.stringify({ header: contractHeader, fingerprint: fingerprintOf(all, contractVersion) }, null, 2)

await writeFile(
  new URL('../src/routes.gen.ts', import.meta.url),
  `// Generated from the contract by \`pnpm generate\`.
import type { ContractMark } from './contract-mark.js'
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = ${table}

/** The contract that these routes are of. */
export const contractMark: ContractMark = ${mark}

/** Calls in one tRPC batch at most. */
export const batchCalls = ${limits.batchCalls}
`,
)
