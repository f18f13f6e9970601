import { writeFile } from 'node:fs/promises'
import { contract } from '../src/index.js'
import { interfacesOf } from './interfaces-of.js'

await writeFile(
  new URL('../src/contract.gen.ts', import.meta.url),
  `// Generated from the routes by \`pnpm generate\`.
import type { ${Object.keys(contract).sort().join(', ')} } from './index.js'
import type { Named, WithProblems } from './problem-responses.js'

${interfacesOf(contract)}`,
)
