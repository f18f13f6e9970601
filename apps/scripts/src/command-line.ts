import { parseArgs } from 'node:util'

export type Option =
  | { readonly type: 'boolean'; readonly description: string }
  | { readonly type: 'string'; readonly value: string; readonly default?: string; readonly description: string }

/** Options by the name that follows `--`. */
export type Options = Readonly<Record<string, Option>>

/** Parsed values: booleans default to false, strings to their `default` or undefined. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { type: 'boolean' }
    ? boolean
    : O[Name] extends { default: string }
      ? string
      : string | undefined
}

export interface Usage<O extends Options> {
  /** The command, such as `pnpm seed`. */
  readonly command: string
  /** One sentence about what it does. */
  readonly summary: string
  /** Placeholder of the required argument, such as `URL`; undefined if there is none. */
  readonly argument?: string
  readonly options: O
  /** Further lines of the help text. */
  readonly notes?: readonly string[]
}

export interface ParsedCommandLine<O extends Options> {
  readonly argument: string | undefined
  readonly values: Values<O>
}

/** An invalid command line or a missing setting; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Parses the arguments of a script. Throws a UsageError for unknown options and for a missing or extra argument. */
export function parseCommandLine<const O extends Options>(
  usage: Usage<O>,
  args: readonly string[],
): ParsedCommandLine<O> {
  const { values, positionals } = parseOptions(usage, args)
  const expected = usage.argument === undefined ? 0 : 1
  if (positionals.length < expected) throw new UsageError(`Missing argument: ${usage.argument}`)
  if (positionals.length > expected) throw new UsageError(`Unexpected argument: ${positionals[expected]}`)
  const entries = Object.entries(usage.options).map(([name, option]) => [
    name,
    option.type === 'boolean' ? (values[name] ?? false) : (values[name] ?? option.default),
  ])
  return { argument: positionals[0], values: Object.fromEntries(entries) }
}

function parseOptions({ options }: Usage<Options>, args: readonly string[]) {
  try {
    const types = Object.entries(options).map(([name, { type }]) => [name, { type }] as const)
    return parseArgs({ args: [...args], options: Object.fromEntries(types), allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message) // parseArgs throws only for invalid arguments, and names them
  }
}

/** Parses an option as an integer from 1 to `max`. Throws a UsageError otherwise. */
export function parseInteger(name: string, text: string, max: number): number {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN
  if (!(number <= max)) throw new UsageError(`--${name} must be an integer from 1 to ${max}`)
  return number
}

/** Returns the text of `--help`. */
export function formatHelp({ command, summary, argument, options, notes = [] }: Usage<Options>): string {
  const names = Object.entries(options).map(([name, option]) =>
    option.type === 'boolean' ? `--${name}` : `--${name} ${option.value}`,
  )
  const width = Math.max(...names.map((name) => name.length))
  const lines = Object.values(options).map((option, index) => {
    const suffix = option.type === 'string' && option.default !== undefined ? ` Default: ${option.default}.` : ''
    return `  ${names[index]?.padEnd(width)}  ${option.description}${suffix}`
  })
  const head = [`${command}${argument === undefined ? '' : ` ${argument}`} [options]`, '', summary, '', ...lines]
  return [...head, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}
