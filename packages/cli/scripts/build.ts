import { chmod, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.js'

const dist = fileURLToPath(new URL('../dist', import.meta.url))

await rm(dist, { recursive: true, force: true })
await bundle(dist)
await chmod(`${dist}/taskpact.js`, 0o755)
