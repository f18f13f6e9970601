import { latestCursor, type Operation } from '@taskpact/contract'
import type { Flag, OperationCommand } from '../src/command.js'
import type { CommandRow, FlagRow } from '../src/command-table.js'
import { exitCodesByCode, exitCodesByStatus } from './exit-codes.js'
import { toCommands } from './to-commands.js'

/** Returns the source of `commands.gen.ts`. What occurs more than once is a constant, to keep the bundle small. */
export function toCommandsFile(operations: readonly Operation[]): string {
  const rows = toCommands(operations).map(toRow)
  const shared = new Map<string, string>()
  const share = (prefix: string, type: string, value: unknown) => {
    const text = JSON.stringify(value)
    if (!shared.has(text)) shared.set(text, `const ${prefix}${shared.size + 1}: ${type} = ${text}`)
    return shared.get(text)?.split(/[ :]/)[1] as string
  }
  const lines = rows.map(([words, flags, properties, ...names]) => {
    const items = [
      JSON.stringify(words),
      `[${flags.map((flag) => share('flag', 'FlagRow', flag)).join(', ')}]`,
      JSON.stringify(properties),
      ...names.map((list) => share('names', 'string', list)),
    ]
    return `  [${items.join(', ')}],`
  })
  return `// Generated from the contract by \`pnpm generate\`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

${[...shared.values()].join('\n')}

const rows: readonly CommandRow[] = [
${lines.join('\n')}
]

export const commands = rows.map(toCommand)

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = ${JSON.stringify(exitCodesByStatus)}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = ${JSON.stringify(exitCodesByCode)}

/** The cursor of later changes. */
export const latestCursor = ${JSON.stringify(latestCursor)}
`
}

function toRow({
  words,
  summary,
  args,
  flags,
  columns,
  fields,
  operation,
  output,
  ...others
}: OperationCommand): CommandRow {
  const properties = {
    ...(output !== 'json' && { output }),
    ...('watches' in others && { operation }), // its words name the stream
    ...others,
  }
  const all = [
    ...args.map((arg) => toFlagRow(arg, '@')),
    ...flags.map((flag) => toFlagRow(flag, flag.required ? '!' : '')),
  ]
  if (fields.length === 0) return [words, all, properties]
  if (columns.length === 0) return [words, all, properties, fields.join()]
  return [words, all, properties, fields.join(), columns.join()]
}

function toFlagRow({ field, type, values, nullable, example }: Flag, mark: string): FlagRow {
  const row = [field, `${type}${mark}${nullable ? '?' : ''}`] as const
  if (example !== undefined) return [...row, values?.join('|') ?? '', example]
  return values ? [...row, values.join('|')] : row
}
