import { mkdir, writeFile } from 'node:fs/promises'
import { contract, operations } from '@taskpact/contract'
import manifest from '../package.json' with { type: 'json' }
import { toSurface } from '../src/compare/surface.js'
import { toJson } from '../src/index.js'
import { createCommitted } from './create-committed.js'
import { releases } from './releases.js'

const { version } = manifest
const folder = new URL(`${version}/`, releases)
const all = operations(contract)
await mkdir(folder, { recursive: true })
await writeFile(new URL('openapi.json', folder), toJson(createCommitted(version)))
await writeFile(new URL('operations.json', folder), `${JSON.stringify(toSurface(all, version), null, 2)}\n`)
