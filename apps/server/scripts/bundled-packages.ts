import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface BundledPackage {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly folder: string
}

/** Returns the packages that contain the files, by name. */
export function packagesOf(files: readonly string[]): BundledPackage[] {
  const packages = [...new Set(files.map(dirname))].map(packageOf)
  const unique = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]))
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** Returns the license texts, which copies of the code must contain. */
export function licensesOf(packages: readonly BundledPackage[]): string {
  const texts = packages.map(({ name, version, license, folder }) => {
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file))
    return [`${name} ${version}: ${license}`, ...files.map((file) => readFileSync(join(folder, file), 'utf8').trim())]
  })
  return `${texts.map((parts) => parts.join('\n\n')).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** A folder in a package may have a package.json without a name, which only sets the kind of its modules. */
function packageOf(folder: string): BundledPackage {
  const file = join(folder, 'package.json')
  const { name, version, license } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return name && version ? { name, version, license, folder } : packageOf(dirname(folder))
}
