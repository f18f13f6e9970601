import { contract, operations } from '@taskpact/contract'
import manifest from '../package.json' with { type: 'json' }
import { unreleasable } from '../src/compare/release-check.js'
import { restChanges } from '../src/compare/rest-changes.js'
import { rpcChanges } from '../src/compare/rpc-changes.js'
import { toSurface } from '../src/compare/surface.js'
import { createDocument, taskpact } from '../src/index.js'
import { readRelease } from './releases.js'

const { version } = manifest
const { document, surface } = await readRelease(process.argv[2])
const all = operations(contract)
const changes = [
  ...restChanges(document, createDocument(all, { ...taskpact, version })),
  ...rpcChanges(surface, toSurface(all, version)),
]
const refused = unreleasable(changes, { released: surface, version, today: new Date() })

for (const name of ['breaking', 'additive', 'cosmetic'] as const) {
  const found = changes.filter((change) => change.class === name)
  console.log(`${found.length} ${name} since ${surface.version}`)
  for (const { at, what } of found) console.log(`  ${at}: ${what}`)
}
if (refused.length > 0) {
  console.error(
    `${refused.length} breaking changes cannot be released as ${version}: raise the major version, or deprecate first.`,
  )
  process.exitCode = 1
}
