import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** From the deployed packages: the lockfile of the workspace also contains optional peers that only other packages use. */
const file = resolve(process.argv[2] ?? 'apps/server/dist/sbom.json')
// Set by an enclosing npx, it would change which packages are listed.
const { npm_config_package: _, ...env } = process.env
const folder = await mkdtemp(join(tmpdir(), 'taskpact-sbom-'))
const app = join(folder, 'app')
try {
  pnpm('--filter', '@taskpact/server', 'deploy', '--prod', '--legacy', app)
  await cp(join(app, 'node_modules/.pnpm/lock.yaml'), join(app, 'pnpm-lock.yaml'))
  const what = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--prod', '--lockfile-only']
  pnpm('--dir', app, '--ignore-workspace', 'sbom', ...what, '--out', file)
} finally {
  await rm(folder, { recursive: true })
}

function pnpm(...words: string[]): void {
  execFileSync('npx', ['-y', 'pnpm@12', ...words], { stdio: 'inherit', env })
}
