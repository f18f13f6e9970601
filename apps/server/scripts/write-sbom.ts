import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * Lists what a deployment contains: the packages of which the bundle has code, and those that are installed beside it. pnpm's list of
 * development dependencies also contains all that only builds and tests use.
 */
const folder = fileURLToPath(new URL('..', import.meta.url))
const file = resolve(process.argv[2] ?? `${folder}/dist/sbom.json`)
// Set by an enclosing npx, it would change which packages are listed.
const { npm_config_package: _, ...env } = process.env

interface Bom {
  readonly metadata: { readonly component: { readonly purl: string } }
  readonly components: readonly { readonly purl: string }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

pnpm('build')
const bundled: { name: string; version: string }[] = JSON.parse(readFileSync(`${folder}/dist/packages.json`, 'utf8'))
const installed = readBom('--prod', '--lockfile-only').components.map(({ purl }) => purl)
const all = readBom()
const deployed = new Set([
  all.metadata.component.purl,
  ...bundled.map(({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`),
  ...installed,
])
const bom: Bom = {
  ...all,
  components: all.components.filter(({ purl }) => deployed.has(purl)),
  dependencies: all.dependencies
    .filter(({ ref }) => deployed.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => deployed.has(one)) })),
}
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`)

function readBom(...words: string[]): Bom {
  return JSON.parse(pnpm('sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', ...words))
}

function pnpm(...words: string[]): string {
  const command = ['-y', 'pnpm@12', '--filter', '@taskpact/server', ...words]
  return execFileSync('npx', command, { cwd: folder, encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 })
}
