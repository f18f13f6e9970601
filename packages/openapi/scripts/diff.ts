import { readdir, readFile } from 'node:fs/promises'
import { contract, operations } from '@taskpact/contract'
import manifest from '../package.json' with { type: 'json' }
import { nextVersion } from '../src/compare/next-version.js'
import { unreleasable } from '../src/compare/release-check.js'
import { restChanges } from '../src/compare/rest-changes.js'
import { rpcChanges } from '../src/compare/rpc-changes.js'
import { toSurface } from '../src/compare/surface.js'
import { createCommitted } from './create-committed.js'
import { readRelease } from './releases.js'

const pending = new URL('../../../.changeset/', import.meta.url)
const { fixed } = JSON.parse(await readFile(new URL('config.json', pending), 'utf8')) as { fixed: string[][] }
const group = fixed.find((names) => names.includes(manifest.name)) ?? [manifest.name]
const files = (await readdir(pending)).filter((file) => file.endsWith('.md'))
const changesets = await Promise.all(files.map((file) => readFile(new URL(file, pending), 'utf8')))
const version = nextVersion(manifest.version, group, changesets)
const { document, surface } = await readRelease(process.argv[2])
const all = operations(contract)
const changes = [...restChanges(document, createCommitted(version)), ...rpcChanges(surface, toSurface(all, version))]
const refused = unreleasable(changes, { released: surface, version, today: new Date() })

for (const name of ['breaking', 'additive', 'cosmetic'] as const) {
  const found = changes.filter((change) => change.class === name)
  console.log(`${found.length} ${name} since ${surface.version}`)
  for (const { at, what } of found) console.log(`  ${at}: ${what}`)
}
if (refused.length > 0) {
  console.error(
    `${refused.length} breaking changes cannot be released as ${version}: deprecate first, or add a changeset with a major bump; before 1.0.0, a minor one.`,
  )
  process.exitCode = 1
}
