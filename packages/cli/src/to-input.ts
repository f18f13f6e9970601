import { type Command, type Flag, type OperationCommand, toKebabCase } from './command.js'
import type { Parsed } from './parse-flags.js'
import { UsageError } from './usage-error.js'

export type Input = Record<string, unknown>

/** Returns the input of an operation from the arguments of its command. Throws a UsageError that names an invalid flag. */
export function toInput(command: Command, { positionals, values }: Parsed): Input {
  const ofPath = command.args.map((flag, index) => [flag.field, toValue(flag, positionals[index] as string)])
  const ofFlags = command.flags.flatMap((flag) => {
    const value = values[flag.field]
    return value === undefined ? [] : [[flag.field, toValue(flag, value)]]
  })
  return Object.fromEntries([...ofPath, ...ofFlags])
}

/** Throws a UsageError for the first required field that the input lacks. */
export function checkRequired(command: OperationCommand, input: Input): void {
  const missing = command.flags.find(({ field, required }) => required && input[field] === undefined)
  if (!missing) return
  const { field, type } = missing
  const how = type === 'json' || type === 'secret' ? `${field}, in the JSON of --input` : `--${toKebabCase(field)}`
  throw new UsageError(`Missing: ${how}`)
}

function toValue(flag: Flag, value: string | boolean | readonly string[]): unknown {
  if (typeof value === 'boolean') return value
  if (flag.nullable && String(value) === 'null') return null
  if (Array.isArray(value))
    return value.flatMap((part) => part.split(',').filter(Boolean)).map((one) => check(flag, one))
  const text = value as string
  if (flag.type === 'integer') return toInteger(flag, text)
  check(flag, text)
  return flag.type === 'boolean' && /^(?:true|false)$/.test(text) ? text === 'true' : text
}

function check(flag: Flag, text: string): string {
  if (flag.values && !flag.values.includes(text)) {
    throw new UsageError(`--${toKebabCase(flag.field)} must be one of ${flag.values.join(', ')}`)
  }
  return text
}

function toInteger({ field }: Flag, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new UsageError(`--${toKebabCase(field)} must be a whole number`)
  return Number(text)
}
