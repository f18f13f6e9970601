import { writeFile } from 'node:fs/promises'
import { contract, contractHeader, contractVersion, limits, operations } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'
import { toRouteTable } from '../src/to-route-table.js'

const all = operations(contract)
const table = JSON.stringify(toRouteTable(all), null, 2)
const version = JSON.stringify({ header: contractHeader, fingerprint: fingerprintOf(all, contractVersion) }, null, 2)

await writeFile(
  new URL('../src/routes.gen.ts', import.meta.url),
  `// Generated from the contract by \`pnpm generate\`.
import type { ContractVersion } from './contract-version.js'
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = ${table}

/** Version of the contract that these routes belong to. */
export const contractVersion: ContractVersion = ${version}

/** Maximum number of calls in a tRPC batch. */
export const maxBatchSize = ${limits.batchCalls}

/** Maximum number of characters of the URL of a tRPC batch. */
export const maxUrlLength = ${limits.urlLength}
`,
)
