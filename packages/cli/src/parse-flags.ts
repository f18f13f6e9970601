import { parseArgs } from 'node:util'
import { type Command, type Flag, isSwitch, toKebabCase } from './command.js'
import { flagsOf } from './common-flags.js'
import { UsageError } from './usage-error.js'

/** What the arguments of a command say, by field; lists of texts, booleans, and texts. */
export interface Parsed {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
}

/** Parses the arguments after the words of a command. Throws a UsageError that names the flag or argument. */
export function parseFlags(command: Command, args: readonly string[]): Parsed {
  const flags = flagsOf(command)
  const options = Object.fromEntries(flags.map((flag) => [toKebabCase(flag.field), optionOf(flag)]))
  const { values, positionals } = parse(withValues(args, flags), options)
  if (!values.help) {
    const missing = command.args[positionals.length]
    if (missing) {
      const hint = args.some((arg, index) => arg === '--json' && args[index + 1])
        ? ' The word after --json is its list of fields: use --json last for the whole output.'
        : ''
      throw new UsageError(`Missing argument: ${toKebabCase(missing.field).toUpperCase()}.${hint}`)
    }
    const extra = positionals[command.args.length]
    if (extra !== undefined) throw new UsageError(`Unexpected argument: ${extra}`)
  }
  const byField = flags.map(({ field }) => [field, values[toKebabCase(field)]])
  return { positionals, values: Object.fromEntries(byField) as Parsed['values'] }
}

const shorts: Readonly<Record<string, string>> = { field: 'F', text: 'f', help: 'h' }

function optionOf(flag: Flag) {
  const short = shorts[flag.field]
  const type = isSwitch(flag) ? 'boolean' : 'string'
  return { type, multiple: flag.type === 'list', ...(short && { short }) } as const
}

/** Gives switches and `--json`, whose values are optional, the form that `parseArgs` reads. */
function withValues(args: readonly string[], flags: readonly Flag[]): string[] {
  const switches = flags.filter(isSwitch).map(({ field }) => toKebabCase(field))
  const found: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string
    const next = args[index + 1]
    const [, name = '', value] = /^--([\w-]+)=(true|false)$/.exec(arg) ?? []
    if (arg === '--') return [...found, ...args.slice(index)]
    if (switches.includes(name)) found.push(value === 'true' ? `--${name}` : `--no-${name}`)
    else if (arg !== '--json') found.push(arg)
    else if (next === undefined || next.startsWith('-')) found.push('--json=')
    else {
      found.push(`--json=${next}`)
      index++
    }
  }
  return found
}

function parse(args: readonly string[], options: Readonly<Record<string, ReturnType<typeof optionOf>>>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true })
  } catch (error) {
    const { message } = error as Error // parseArgs throws only for invalid arguments, and names them
    const [, unknown] = /^Unknown option '--?([\w-]*)/.exec(message) ?? []
    if (unknown === undefined) throw new UsageError(message.replace(/ <value>/, ''))
    throw UsageError.unknown('flag', unknown, Object.keys(options), '--')
  }
}
