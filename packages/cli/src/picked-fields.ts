import type { OperationCommand } from './command.js'
import { UsageError } from './usage-error.js'

export type Pick = (value: unknown) => unknown

/**
 * Returns a function that keeps the fields of `--json FIELDS`; undefined without a list. Throws a UsageError that lists the valid names if
 * one is unknown.
 */
export function pickerOf({ fields }: OperationCommand, json: unknown): Pick | undefined {
  if (!json) return undefined
  const names = String(json).split(',').filter(Boolean)
  const unknown = names.find((name) => !fields.includes(name))
  if (unknown !== undefined) throw new UsageError(`Unknown field: ${unknown}. Fields: ${fields.join(', ')}`)
  return (value) => Object.fromEntries(names.map((name) => [name, (value as Readonly<Record<string, unknown>>)[name]]))
}
