import { isAppRoute } from '../src/core/route.js'
import type { AppRoute, AppRouter, Route } from '../src/index.js'

/**
 * Returns the declarations of an interface for each resource and each operation, because editors and compilers show interfaces by
 * name. Summary and description of a route are its JSDoc comment, which types that map a contract keep.
 */
export function interfacesOf(contract: AppRouter): string {
  return Object.entries(contract)
    .map(([name, part]) => interfaceOf([name], part))
    .join('\n')
}

function interfaceOf(path: readonly string[], part: AppRoute | AppRouter): string {
  const declared = `typeof ${path.join('.')}`
  if (isAppRoute(part)) return `export interface ${nameOf(path)} extends WithProblems<${declared}> {}\n`
  const parts = Object.entries(part).map(([key, part]) => [[...path, key], key, part] as const)
  const members = parts.map(([path, key, part]) => `${documentation(part)}  readonly ${key}: ${nameOf(path)}\n`)
  const own = `export interface ${nameOf(path)} extends Named<{\n${members.join('')}}, ${declared}> {}\n`
  return [own, ...parts.map(([path, , part]) => interfaceOf(path, part))].join('\n')
}

/** `tasks.create` is `TasksCreate`. */
function nameOf(path: readonly string[]): string {
  return path.map((key) => key.charAt(0).toUpperCase() + key.slice(1)).join('')
}

function documentation(part: AppRoute | AppRouter): string {
  if (!isAppRoute(part)) return ''
  const { summary, description, metadata } = part as Route // the only routes that `routes` accepts
  const { deprecated } = metadata
  const lines = [
    `${summary}.`,
    '',
    ...description.split('\n'),
    ...(deprecated ? ['', `@deprecated since ${deprecated.since}. Use \`${deprecated.use}\`.`] : []),
  ]
  return `  /**\n${lines.map((line) => `   * ${line.replaceAll('*/', '*\\/')}`.trimEnd()).join('\n')}\n   */\n`
}
