import { parseArgs } from 'node:util'

/** One option of a script, by the name that follows `--`. */
export type Option =
  | { readonly type: 'boolean'; readonly describe: string }
  | { readonly type: 'string'; readonly value: string; readonly default?: string; readonly describe: string }

export type Options = Readonly<Record<string, Option>>

/** What was given: a switch is true or false, and what takes a value has one where there is a default. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { type: 'boolean' }
    ? boolean
    : O[Name] extends { default: string }
      ? string
      : string | undefined
}

export interface Usage<O extends Options> {
  /** As it is called: `pnpm seed`. */
  readonly command: string
  /** What it does, in a sentence. */
  readonly summary: string
  /** What it takes besides options, such as `URL`. */
  readonly argument?: string
  readonly options: O
  /** What more there is to know, a line each. */
  readonly notes?: readonly string[]
}

export interface Given<O extends Options> {
  readonly argument: string | undefined
  readonly values: Values<O>
}

/** A command line that cannot be understood, or one that lacks something: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Throws a UsageError for what the script does not take, and for an argument that is missing. */
export function readCommandLine<const O extends Options>(usage: Usage<O>, args: readonly string[]): Given<O> {
  const { values, positionals } = parsed(usage, args)
  const wanted = usage.argument === undefined ? 0 : 1
  if (positionals.length < wanted) throw new UsageError(`${usage.argument} is missing`)
  if (positionals.length > wanted) throw new UsageError(`${positionals[wanted]} is one argument too many`)
  const entries = Object.entries(usage.options).map(([name, option]) => [
    name,
    option.type === 'boolean' ? (values[name] ?? false) : (values[name] ?? option.default),
  ])
  return { argument: positionals[0], values: Object.fromEntries(entries) }
}

function parsed({ options }: Usage<Options>, args: readonly string[]) {
  try {
    const types = Object.entries(options).map(([name, { type }]) => [name, { type }] as const)
    return parseArgs({ args: [...args], options: Object.fromEntries(types), allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message) // it throws nothing else, and says which argument it was
  }
}

/** A whole number of an option, from 1; throws a UsageError for anything else. */
export function wholeNumber(name: string, text: string, max: number): number {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN
  if (!(number <= max)) throw new UsageError(`--${name} must be a whole number from 1 to ${max}`)
  return number
}

/** What `--help` shows. */
export function helpOf({ command, summary, argument, options, notes = [] }: Usage<Options>): string {
  const names = Object.entries(options).map(([name, option]) =>
    option.type === 'boolean' ? `--${name}` : `--${name} ${option.value}`,
  )
  const width = Math.max(...names.map((name) => name.length))
  const lines = Object.values(options).map((option, index) => {
    const usual = option.type === 'string' && option.default !== undefined ? ` Default: ${option.default}.` : ''
    return `  ${names[index]?.padEnd(width)}  ${option.describe}${usual}`
  })
  const head = [`${command}${argument === undefined ? '' : ` ${argument}`} [options]`, '', summary, '', ...lines]
  return [...head, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}
