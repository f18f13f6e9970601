import { writeFile } from 'node:fs/promises'
import { contract, operations } from '@taskpact/contract'
import manifest from '../package.json' with { type: 'json' }
import { createDocument, toJson, toYaml } from '../src/index.js'

const document = createDocument(operations(contract), { version: manifest.version })
await writeFile(new URL('../openapi.json', import.meta.url), toJson(document))
await writeFile(new URL('../openapi.yaml', import.meta.url), await toYaml(document))
