import { readFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Returns a Markdown table with aligned columns. */
export function toTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [head, widths.map((width) => '-'.repeat(width)), ...rows.slice(1)].map(line).join('\n')
}

/** Returns the installed versions of packages. */
export function versionsOf(packages: readonly string[]): string {
  return [...new Set(packages)].map((name) => `${name} ${versionOf(name)}`).join(', ')
}

/** Returns date, Node version and machine. */
export function circumstances(): string {
  const [cpu, ...others] = cpus()
  const day = new Date().toISOString().slice(0, 10)
  return `${day}, Node ${process.versions.node}, ${platform()} ${arch()}, ${others.length + 1} × ${cpu?.model.trim()}`
}

function versionOf(name: string): string {
  const inApp = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  const inRoot = new URL(`../../../node_modules/${name}/package.json`, import.meta.url)
  for (const file of [inApp, inRoot]) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).version
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  throw new Error(`${name} is not installed: ${fileURLToPath(inApp)}`)
}
