import { writeFile } from 'node:fs/promises'
import { contract, contractHeader, contractVersion, limits, operations } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'
import type { RouteTable } from '../src/route-table.js'
import { toRouteTable } from '../src/to-route-table.js'

/** The operations on accounts that a page needs at once. The other ones are loaded when one of them is first called. */
const atOnce = ['signup', 'signin', 'refresh', 'session', 'signout', 'me'].map((name) => `auth.${name}`)

const all = operations(contract)
const entries = Object.entries(toRouteTable(all))
const isAtOnce = ([name]: readonly [string, unknown]) => !name.startsWith('auth.') || atOnce.includes(name)
const version = JSON.stringify({ header: contractHeader, fingerprint: fingerprintOf(all, contractVersion) }, null, 2)

await write(
  'routes',
  `import type { ContractVersion } from './contract-version.js'
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = ${toJson(entries.filter(isAtOnce))}

/** Version of the contract that these routes belong to. */
export const contractVersion: ContractVersion = ${version}

/** Maximum number of calls in a tRPC batch. */
export const maxBatchSize = ${limits.batchCalls}

/** Maximum number of characters of the URL of a tRPC batch. */
export const maxUrlLength = ${limits.urlLength}
`,
)
await write(
  'account-routes',
  `import type { RouteTable } from './route-table.js'

/** Routes of \`auth.*\` that are loaded when one of them is first called. */
export const routes: RouteTable = ${toJson(entries.filter((entry) => !isAtOnce(entry)))}
`,
)

function toJson(entries: readonly (readonly [string, RouteTable[string]])[]): string {
  return JSON.stringify(Object.fromEntries(entries), null, 2)
}

async function write(name: string, code: string): Promise<void> {
  const file = new URL(`../src/${name}.gen.ts`, import.meta.url)
  await writeFile(file, `// Generated from the contract by \`pnpm generate\`.\n${code}`)
}
