import { writeFile } from 'node:fs/promises'
import { contract, operations } from '@taskpact/contract'
import { toCommandsFile } from './to-commands-file.js'
import { toDescriptionsFile } from './to-descriptions-file.js'
import { toExcludedFile } from './to-excluded-file.js'

const all = operations(contract)
await writeFile(new URL('../src/commands.gen.ts', import.meta.url), toCommandsFile(all))
await writeFile(new URL('../src/excluded.gen.ts', import.meta.url), toExcludedFile(all))
await writeFile(new URL('../src/descriptions.gen.ts', import.meta.url), toDescriptionsFile(all))
