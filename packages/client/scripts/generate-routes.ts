import { writeFile } from 'node:fs/promises'
import { contract, limits, operations } from '@taskpact/contract'
import { toRouteTable } from '../src/to-route-table.js'

const table = JSON.stringify(toRouteTable(operations(contract)), null, 2)

await writeFile(
  new URL('../src/routes.gen.ts', import.meta.url),
  `// Generated from the contract by \`pnpm generate\`.\nimport type { RouteTable } from './route-table.js'\n\nexport const routes: RouteTable = ${table}\n\n/** Calls in one tRPC batch at most. */\nexport const batchCalls = ${limits.batchCalls}\n`,
)
