import { writeFile } from 'node:fs/promises'
import manifest from '../package.json' with { type: 'json' }
import { quickStartModule } from './quick-start.js'

await writeFile(new URL('../src/quick-start.gen.ts', import.meta.url), await quickStartModule())

// Imported after the module that they contain was written.
const { toJson, toYaml } = await import('../src/index.js')
const { createCommitted } = await import('./create-committed.js')
const document = createCommitted(manifest.version)
await writeFile(new URL('../openapi.json', import.meta.url), toJson(document))
await writeFile(new URL('../openapi.yaml', import.meta.url), await toYaml(document))
