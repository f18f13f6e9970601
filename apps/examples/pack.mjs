// Packs the published packages that the examples use, which builds them, and unpacks them in `.packed`.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const packed = fileURLToPath(new URL('.packed', import.meta.url))
const inRoot = (program, ...args) => execFileSync(program, args, { cwd: root, encoding: 'utf8' })

rmSync(packed, { recursive: true, force: true })
for (const name of ['contract', 'client']) {
  const folder = join(packed, name)
  mkdirSync(folder, { recursive: true })
  const { filename } = JSON.parse(
    inRoot('pnpm', '--dir', `packages/${name}`, 'pack', '--json', '--pack-destination', packed),
  )
  inRoot('tar', '-xzf', filename, '-C', folder, '--strip-components=1')
  rmSync(filename)
}
