import type { OperationCommand } from './command.js'
import type { Pick } from './picked-fields.js'
import { toSafeJson } from './safe-text.js'
import { print, screen } from './streams.js'
import { toLines, toTable } from './table.js'

/** How a command prints: a table or lines, the whole output as JSON, or one JSON object per line. */
export interface Format {
  readonly kind: 'text' | 'json' | 'ndjson'
  readonly pick?: Pick | undefined
}

/** Prints the output of an operation. */
export async function showOutput(command: OperationCommand, output: unknown, format: Format): Promise<void> {
  const { rows, fields } = command
  const { kind, pick } = format
  if (kind === 'ndjson' || (kind === 'text' && rows)) return showRows(command, rowsOf(command, output), format)
  if (kind === 'text') return print(toLines(output as object, fields, screen()))
  const picked = pick && rows ? rowsOf(command, output).map(pick) : pick ? pick(output) : output
  return print(`${toSafeJson(picked, screen() && 2)}\n`)
}

/** Prints rows as table, lines or JSON lines. */
export async function showRows(
  { columns }: OperationCommand,
  rows: readonly unknown[],
  { kind, pick = (row) => row }: Format,
): Promise<void> {
  if (kind === 'text') return print(toTable(rows, columns, screen()))
  return print(rows.map((row) => `${toSafeJson(pick(row))}\n`).join(''))
}

/** Returns the rows of an output; an output without rows is one row. */
export function rowsOf({ rows }: OperationCommand, output: unknown): readonly unknown[] {
  return rows ? ((output as Readonly<Record<string, readonly unknown[]>>)[rows] ?? []) : [output]
}
