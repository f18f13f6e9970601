import { writeFile } from 'node:fs/promises'
import { contract, operations } from '@taskpact/contract'
import manifest from '../package.json' with { type: 'json' }
import { quickStartModule } from './quick-start.js'

await writeFile(new URL('../src/quick-start.gen.ts', import.meta.url), await quickStartModule())

const { createDocument, taskpact, toJson, toYaml } = await import('../src/index.js') // imported after the module it contains was written
const document = createDocument(operations(contract), { ...taskpact, version: manifest.version })
await writeFile(new URL('../openapi.json', import.meta.url), toJson(document))
await writeFile(new URL('../openapi.yaml', import.meta.url), await toYaml(document))
