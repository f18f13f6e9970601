import { writeFile } from 'node:fs/promises'
import { contract, operations } from '@taskpact/contract'
import { toCommandsFile } from './to-commands-file.js'

await writeFile(new URL('../src/commands.gen.ts', import.meta.url), toCommandsFile(operations(contract)))
